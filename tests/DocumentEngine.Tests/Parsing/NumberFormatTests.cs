using System.Globalization;
using DocumentEngine.Xlsx;

namespace DocumentEngine.Tests.Parsing;

/// <summary>A number is found as a person sees it in Excel.</summary>
public sealed class NumberFormatTests
{
    private const double Noon = 45123.5; // 2023-07-16, a Sunday

    [Theory]
    [InlineData("General", 0.1 + 0.2, "0.3")]
    [InlineData("00000", 47, "00047")]
    [InlineData("000-0000", 5551234, "555-1234")]
    [InlineData("(000) 000\\-0000", 2065551234, "(206) 555-1234")]
    [InlineData("#,##0", 1234567.8, "1,234,568")]
    [InlineData("#,##0.00", -1234.5, "-1,234.50")]
    [InlineData("0.00", 1.005, "1.01")]
    [InlineData("0.00", -0.001, "0.00")]
    [InlineData("#.##", 0.5, ".5")]
    [InlineData("0.0??", 1.25, "1.25")]
    [InlineData("0%", 0.125, "13%")]
    [InlineData("0.00%", 0.125, "12.50%")]
    [InlineData("0.00E+00", 12345, "1.23E+04")]
    [InlineData("##0.0E+0", 12345, "12.3E+3")]
    [InlineData("0.0E-00", 0.00012, "1.2E-04")]
    [InlineData("0.0E+0", 9.99, "1.0E+1")]
    [InlineData("# ?/?", 1.25, "1 1/4")]
    [InlineData("# ??/??", 3.1415926, "3 1/7")]
    [InlineData("# ?/?", 0.5, "1/2")]
    [InlineData("# ?/?", -2.0, "-2")]
    [InlineData("?/16", 0.5, "8/16")]
    [InlineData("0.0,,\"M\"", 12_345_678, "12.3M")]
    [InlineData("[$€-407] #,##0.00", 5, "€ 5.00")]
    [InlineData("[$$-en-US]#,##0.00", 5, "$5.00")]
    [InlineData("[$€-x-euro2]#,##0.00", 5, "€5.00")]
    [InlineData("[$kr.-da-DK] 0", 5, "kr. 5")]
    [InlineData("[$USD] 0", 5, "USD 5")]
    [InlineData("0.00", double.NaN, "NaN")]
    [InlineData("# ?/?", double.NegativeInfinity, "-Infinity")]
    [InlineData("\"¥\"#,##0.00;[Red]\\-\"¥\"#,##0.00", -5, "-¥5.00")]
    [InlineData("#,##0_);[Red]\\(#,##0\\)", -1234, "(1,234)")]
    [InlineData("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", 0, "-")]
    [InlineData("[<100]\"few\";[>=1000]\"many\";0", 500, "500")]
    [InlineData("[<100]\"few\";[>=1000]\"many\";0", 5, "few")]
    [InlineData("0;-0;;@", 0, "")]
    [InlineData(";;;", 12, "")]
    [InlineData("0\"件\"", 12, "12件")]
    [InlineData("0.0!万", 1.2, "1.2万")]
    [InlineData("@", 47, "47")]
    [InlineData("General\" kg\"", 4.5, "4.5 kg")]
    [InlineData("0.00;@", -3, "-3.00")]
    [InlineData("[DBNum1][$-804]General", 120, "一百二十")]
    [InlineData("[DBNum2][$-804]G/通用格式\"元整\"", 10_203, "壹万零贰佰零叁元整")]
    [InlineData("[DBNum1]0", 120, "一二〇")]
    [InlineData("#,##0", 1e30, "1,000,000,000,000,000,000,000,000,000,000")]
    public void Show_Number_IsWhatExcelShows(string code, double number, string shown) =>
        Assert.Equal(shown, NumberFormat.Of(code).Show(number, is1904: false));

    [Theory]
    [InlineData("yyyy-mm-dd", Noon, "2023-07-16")]
    [InlineData("d/m/yy h:mm", Noon, "16/7/23 12:00")]
    [InlineData("dd.mm.yyyy", Noon, "16.07.2023")]
    [InlineData("[$-409]mmmm d, yyyy;@", Noon, "July 16, 2023")]
    [InlineData("dddd, mmm d", Noon, "Sunday, Jul 16")]
    [InlineData("[$-804]aaaa;@", Noon, "星期日")]
    [InlineData("\"周\"aaa", Noon, "周日")]
    [InlineData("yyyy\"年\"m\"月\"d\"日\";@", Noon, "2023年7月16日")]
    [InlineData("yyyy年m月d日", Noon, "2023年7月16日")]
    [InlineData("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@", Noon, "二〇二三年七月十六日")]
    [InlineData("上午/下午h\"时\"mm\"分\"", Noon + (2.5 / 24), "下午2时30分")]
    [InlineData("h:mm AM/PM", 0.25, "6:00 AM")]
    [InlineData("h:mm AM/PM", 0.0, "12:00 AM")]
    [InlineData("hh:mm:ss", 1.0 / 3, "08:00:00")]
    [InlineData("h:mm", 0.999999, "0:00")]
    [InlineData("h:mm", 23.99 / 24, "23:59")]
    [InlineData("[h]:mm", 1.5, "36:00")]
    [InlineData("[h]:mm", 1.0 / 3, "8:00")]
    [InlineData("[hh]:mm:ss", 100.0 / 3, "800:00:00")]
    [InlineData("[mm]:ss", 0.0625, "90:00")]
    [InlineData("[ss]", 0.001, "86")]
    [InlineData("mm:ss", 754.0 / 86_400, "12:34")]
    [InlineData("mm:ss.0", 754.56 / 86_400, "12:34.6")]
    [InlineData("mm:ss.000", 754.56 / 86_400, "12:34.560")]
    [InlineData("d", 0, "0")]
    [InlineData("yyyy-mm-dd", 1, "1900-01-01")]
    [InlineData("yyyy-mm-dd", 60, "1900-02-29")]
    [InlineData("yyyy-mm-dd", 61, "1900-03-01")]
    [InlineData("yyyy-mm-dd", 2_958_465, "9999-12-31")]
    [InlineData("yyyy-mm-dd", 2_958_466, "2958466")]
    [InlineData("yyyy-mm-dd hh:mm:ss", 2_958_465.99999999, "9999-12-31 23:59:59")]
    [InlineData("hh:mm", 2_958_465.99999999, "23:59")]
    [InlineData("yyyy-mm-dd", 2_958_465.9999999995, "9999-12-31")]
    [InlineData("yyyy-mm-dd", -0.5, "-0.5")]
    [InlineData("yyyy-mm-dd", double.NaN, "NaN")]
    [InlineData("yyyy-mm-dd", double.PositiveInfinity, "Infinity")]
    [InlineData("[$-en-US]mm/dd/yyyy", Noon, "07/16/2023")]
    [InlineData("[$-en-US]mmmm", Noon, "July")]
    [InlineData("[$-de-DE]d. mmmm yyyy", Noon, "16. Juli 2023")]
    [InlineData("[$-de]mmmm", Noon, "Juli")]
    [InlineData("[$-fr-FR,1]mmmm", Noon, "juillet")]
    [InlineData("[$-409]mmmm", Noon, "July")]
    [InlineData("[$-407]mmmm", Noon, "Juli")]
    [InlineData("[$-407,1]mmmm", Noon, "Juli")]
    [InlineData("[$-2000407]mmmm", Noon, "Juli")]
    [InlineData("[$-C0A]mmmm", Noon, "julio")]
    [InlineData("[$-F800]dddd", Noon, "Sunday")]
    [InlineData("[$-x-sysdate]dddd, mmmm d", Noon, "Sunday, July 16")]
    [InlineData("[$-x-systime]h:mm", Noon, "12:00")]
    [InlineData("[$-ja-JP-x-gannen,80]yyyy\"年\"m\"月\"", Noon, "2023年7月")]
    [InlineData("[$-ja-JP-x-gannen]dddd", Noon, "日曜日")]
    [InlineData("[$-zz-ZZ-no-such]mmmm", Noon, "July")]
    [InlineData("[$-]mmmm", Noon, "July")]
    [InlineData("[$-411]ggge\"年\"m\"月\"d\"日\"", Noon, "令和5年7月16日")]
    [InlineData("[$-ja-JP]gge\"年\"", Noon, "令5年")]
    [InlineData("[$-411]ge.m.d;@", Noon, "R5.7.16")]
    [InlineData("[$-411]gee.mm.dd", Noon, "R05.07.16")]
    [InlineData("[$-411]e", Noon, "5")]
    [InlineData("[$-411]r", Noon, "05")]
    [InlineData("[$-411]rr\"年\"", Noon, "令和05年")]
    [InlineData("ggge\"年\"m\"月\"", Noon, "令和5年7月")]
    [InlineData("[DBNum1][$-411]ggge\"年\"m\"月\"d\"日\"", Noon, "令和五年七月十六日")]
    [InlineData("[$-411]ggge\"年\"", 43_585, "平成31年")]
    [InlineData("[$-411]ggge\"年\"", 43_586, "令和1年")]
    [InlineData("[$-ja-JP-x-gannen]ggge\"年\"", 43_586, "令和元年")]
    [InlineData("[$-ja-JP-x-gannen]ggge\"年\"", Noon, "令和5年")]
    [InlineData("[$-411]ggge\"年\"", 32_515, "昭和64年")]
    [InlineData("[$-411]ggge\"年\"", 32_516, "平成1年")]
    [InlineData("[$-411]ge", 9_855, "T15")]
    [InlineData("[$-411]ge", 9_856, "S1")]
    [InlineData("[$-411]ggge\"年\"", 1, "明治33年")]
    [InlineData("[$-404]e/m/d", Noon, "112/7/16")]
    [InlineData("[$-404]ggge\"年\"", Noon, "中華民國112年")]
    [InlineData("[$-804]e\"年\"", Noon, "2023年")]
    [InlineData("e\"年\"m\"月\"", Noon, "2023年7月")]
    [InlineData("午前/午後h\"時\"mm\"分\"", Noon + (2.5 / 24), "午後2時30分")]
    [InlineData("[$-401]mmmm", Noon, "يوليو")]
    [InlineData("[$-ar-SA]mmmm", Noon, "يوليو")]
    [InlineData("[$-th-TH]mmmm yyyy", Noon, "กรกฎาคม 2023")]
    [InlineData("[$-fa-IR]yyyy", Noon, "2023")]
    [InlineData("yyyy-mm-dd", -1, "-1")]
    public void Show_DayOrTime_IsWhatExcelShows(string code, double number, string shown) =>
        Assert.Equal(shown, NumberFormat.Of(code).Show(number, is1904: false));

    [Theory]
    [InlineData("yyyy-mm-dd", 0, "1904-01-01")]
    [InlineData("yyyy-mm-dd", 43661, "2023-07-16")]
    [InlineData("dddd", 43661, "Sunday")]
    [InlineData("[h]:mm", 1.5, "36:00")]
    [InlineData("yyyy-mm-dd", 2_957_003, "9999-12-31")]
    [InlineData("yyyy-mm-dd", 2_957_004, "2957004")]
    [InlineData("yyyy-mm-dd", 2_958_465, "2958465")]
    [InlineData("yyyy-mm-dd hh:mm", 2_957_003.99999999, "9999-12-31 23:59")]
    public void Show_DayFrom1904_IsWhatExcelShows(string code, double number, string shown) =>
        Assert.Equal(shown, NumberFormat.Of(code).Show(number, is1904: true));

    /// <summary>Sheets count months as the Gregorian calendar does, whatever a culture's own is.</summary>
    [Theory]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    [InlineData("th-TH")]
    [InlineData("he-IL")]
    public void Of_CultureOfAnotherCalendar_HasGregorianMonths(string name)
    {
        var format = FormatCulture.Of(name).DateTimeFormat;

        Assert.IsType<GregorianCalendar>(format.Calendar);
        Assert.Equal(12, format.MonthNames.Take(12).Distinct().Count(static month => month.Length > 0));
    }

    [Theory]
    [InlineData("@", "0047", "0047")]
    [InlineData("0;0;0;\"Nr. \"@", "A7", "Nr. A7")]
    [InlineData("@\" kg\"", "five", "five kg")]
    [InlineData("0.00", "text", "text")]
    [InlineData(";;;", "unseen", "")]
    public void Show_Text_IsWhatExcelShows(string code, string text, string shown) =>
        Assert.Equal(shown, NumberFormat.Of(code).Show(text));

    [Theory]
    [InlineData(9, 0.5, "50%")]
    [InlineData(12, 2.75, "2 3/4")]
    [InlineData(15, Noon, "16-Jul-23")]
    [InlineData(18, 0.75, "6:00 PM")]
    [InlineData(20, 0.75, "18:00")]
    [InlineData(21, 0.75, "18:00:00")]
    [InlineData(22, Noon, "2023-07-16 12:00")]
    [InlineData(27, Noon, "2023年7月")]
    [InlineData(28, Noon, "7月16日")]
    [InlineData(31, Noon, "2023年7月16日")]
    [InlineData(32, 0.5, "12时00分")]
    [InlineData(33, 0.5, "12时00分00秒")]
    [InlineData(34, 0.25, "上午6时00分")]
    [InlineData(36, Noon, "2023年7月")]
    [InlineData(45, 0.03125, "45:00")]
    [InlineData(46, 1.25, "30:00:00")]
    [InlineData(47, 0.03125, "45:00.0")]
    [InlineData(49, 47, "47")]
    [InlineData(50, Noon, "2023年7月")]
    [InlineData(55, 0.75, "下午6时00分")]
    [InlineData(58, Noon, "7月16日")]
    public void Show_FormatOfANumber_IsTheOneThatItStandsFor(int number, double value, string shown) =>
        Assert.Equal(shown, NumberFormat.Of(BuiltInFormats.Of(number)!).Show(value, is1904: false));

    /// <summary>What is no code, or a hostile one, shows something, and ends.</summary>
    [Theory]
    [InlineData("[")]
    [InlineData("\"open")]
    [InlineData("\\")]
    [InlineData("[>]0")]
    [InlineData("[$-ZZZZ]yyyy")]
    [InlineData("E+")]
    [InlineData("0E+")]
    [InlineData("/")]
    [InlineData("?/0")]
    [InlineData("0/00000000000000000001")]
    [InlineData("%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%0")]
    [InlineData(
        "0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,")]
    [InlineData("ggge\"年\"")]
    [InlineData("mmmmmmmmmmmmm")]
    [InlineData("%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%0E+0")]
    [InlineData("0.0E+0,,,")]
    [InlineData("ss.00000000000000000000")]
    public void Show_AnyCode_ShowsSomething(string code)
    {
        foreach (var number in (double[])[0, 1, -1, 0.5, 45123.25, 1e-300, 1e300, -1e300, double.MaxValue, double.NaN])
            Assert.NotNull(NumberFormat.Of(code).Show(number, is1904: false));
    }

    [Fact]
    public void Show_CodesOfAGenerator_ShowSomething()
    {
        var random = new Random(7);
        string[] parts =
        [
            "0", "#", "?", ".", ",", "%", "/", "E+", "@", "y", "mm", "d", "h", "[h]", "[m]", "s", ".0", "\"x\"", "\\",
            "_", "*",
            "[",
            "]",
            ";", "AM/PM", "General", "[>5]", "aaa", " ",
        ];
        for (var i = 0; i < 20_000; i++)
        {
            var code = string.Concat(
                Enumerable.Range(0, random.Next(1, 12)).Select(_ => parts[random.Next(parts.Length)]));
            var number = Math.Pow(10, random.Next(-12, 25)) * (random.NextDouble() - 0.3);
            Assert.NotNull(NumberFormat.Of(code).Show(number, is1904: i % 2 == 0));
            Assert.NotNull(NumberFormat.Of(code).Show("text"));
        }
    }
}
