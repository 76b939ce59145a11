using System.Text;
using DocumentEngine.Documents;
using DocumentEngine.Tests.Hostile;

namespace DocumentEngine.Tests.Parsing;

/// <summary>Tables of separated values, as programs really write them.</summary>
public sealed class CsvTests
{
    [Theory]
    // A mark, quotes and line ends inside.
    [InlineData("\uFEFFid,note,n\n1,\"two\nlines\",5\n2,x,6\n", "id\tnote\tn\n1\ttwo lines\t5\n2\tx\t6")]
    [InlineData(
        "\uFEFF\"id\",\"note\",\"n\"\r\n\"1\",\"a \"\"b\"\" c\",\"5\"\r\n\"2\",\"\",\"6\"\r\n",
        "id\tnote\tn\n1\ta \"b\" c\t5\n2\t6")]
    // Excel's separator line, in quotes too; a heading that begins like it.
    [InlineData("sep=;\na;b\n1;2\n", "a\tb\n1\t2")]
    [InlineData("\"sep=|\"\r\na|b,c\r\n1|2,5\r\n", "a\tb,c\n1\t2,5")]
    [InlineData("\uFEFFSEP=,\r\nname,town,age\r\nAda,Ulm,36\r\n", "name\ttown\tage\nAda\tUlm\t36")]
    [InlineData("sep=2020,b,c\n1,2,3\n4,5,6\n", "sep=2020\tb\tc\n1\t2\t3\n4\t5\t6")]
    // Quotes that quote nothing, in tables with tabs and others.
    [InlineData(
        "size\tname\tn\n\"12 inch\tpipe\t1\n\"14 inch\tpipe\t2\n",
        "size\tname\tn\n\"12 inch\tpipe\t1\n\"14 inch\tpipe\t2")]
    [InlineData("a\tb\tc\n\"Yes\" she said\t1\t2\nno\t\"3\"\t4\n", "a\tb\tc\n\"Yes\" she said\t1\t2\nno\t3\t4")]
    [InlineData("a,b,c\n\"open,1,2\n\"x, y\",3,4\n5,6,7\n", "a\tb\tc\n\"open\t1\t2\nx, y\t3\t4\n5\t6\t7")]
    [InlineData("a,b,c\n5\" pipe,1,2\n6\" pipe,3,4\n", "a\tb\tc\n5\" pipe\t1\t2\n6\" pipe\t3\t4")]
    [InlineData("a,b,c\n\"5\" pipe\",1,2\n\"\",3,4\n", "a\tb\tc\n5\" pipe\t1\t2\n3\t4")]
    [InlineData("a\tb\n\"one\ttab\"\t1\n\"two\nlines\"\t2\nx\t3\n", "a\tb\none tab\t1\ntwo lines\t2\nx\t3")]
    // The line ends of old Macs, a last line without one, a last field that is empty.
    [InlineData("a,b,c\r1,2,3\r4,5,6\r", "a\tb\tc\n1\t2\t3\n4\t5\t6")]
    [InlineData("a;b;c\n1;2;3\n4;5;", "a\tb\tc\n1\t2\t3\n4\t5")]
    [InlineData("a;b;c\n1;2;3\n4;5;\"6\"", "a\tb\tc\n1\t2\t3\n4\t5\t6")]
    public void Read_Table_HasItsCells(string csv, string text)
    {
        var reading = Reading.Of(Encoding.UTF8.GetBytes(csv));

        Assert.Equal((DocumentKind.Csv, text), (reading.Kind, Tidy(reading.Text)));
    }

    /// <summary>Rows of different lengths: whatever it is taken for, nothing is lost.</summary>
    [Theory]
    [InlineData("Report of the mill\n\ngrain,hours\nbarley,9\nspelt,12,late\nrye\n")]
    [InlineData("a,b,c,d\n1,2,3\n1,2\n1\n1,2,3,4,5,6,7\n")]
    [InlineData("barley;9;late\n\n\nspelt;12\n;;;\nrye;;\n")]
    public void Read_RaggedRows_LoseNothing(string csv)
    {
        var text = Reading.Of(Encoding.UTF8.GetBytes(csv)).Text;

        foreach (var cell in csv.Split([',', ';', '\n'], StringSplitOptions.RemoveEmptyEntries))
            Assert.Contains(cell, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("gb18030")]
    public void Read_TableOfExcel_IsReadInItsEncoding(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var table = "作物\t周数\t说明\n大麦\t9\t\"早熟的大麦\n每年两季\"\n燕麦\t7\t这是在春天种的\n";

        var reading = Reading.Of([.. encoding.GetPreamble(), .. encoding.GetBytes(table)]);

        Assert.Equal("作物\t周数\t说明\n大麦\t9\t早熟的大麦 每年两季\n燕麦\t7\t这是在春天种的", reading.Text);
    }

    /// <summary>Quotes are looked for once, however many begin a field and do not end it.</summary>
    [Theory]
    [InlineData("\"a,b\n")]
    [InlineData("\"\"\"a,\"\" b\n")]
    [InlineData("\" \" \" ,b\n")]
    public void Read_QuotesWithoutAnEnd_AreLinear(string row)
    {
        byte[] Table(int rows) =>
            Encoding.UTF8.GetBytes("a,b\n1,2\n3,4\n5,6\n" + string.Concat(Enumerable.Repeat(row, rows)));

        var small = ThreadTimes.Of(() => Reading.Of(Table(10_000)));
        var large = ThreadTimes.Of(() => Reading.Of(Table(160_000)));

        // Sixteen times as much takes some sixteen times as long; if each looked at all of them it were 256 times.
        Assert.True(large < (small * 80) + TimeSpan.FromMilliseconds(500), $"{small} and {large}.");
    }

    private static string Tidy(string text) =>
        string.Join('\n', text.Split('\n').Select(static line => line.TrimEnd('\t')));
}
