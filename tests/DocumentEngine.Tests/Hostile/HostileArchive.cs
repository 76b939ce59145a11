using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace DocumentEngine.Tests.Hostile;

/// <summary>Archives that unpack to more than they should.</summary>
internal static class HostileArchive
{
    private const string Word = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

    /// <summary>A Word document of so many empty paragraphs.</summary>
    public static byte[] EmptyParagraphs(int count) => Docx(writer =>
    {
        writer.Write($"<w:document {Word}><w:body>");
        for (var i = 0; i < count; i++)
            writer.Write("<w:p/>");
        writer.Write("</w:body></w:document>");
    });

    /// <summary>A Word document that names a file of this machine.</summary>
    public static byte[] ForeignEntity(string address) =>
        Docx(writer =>
            writer.Write(
                $"<!DOCTYPE x [<!ENTITY e SYSTEM \"{address}\">]><w:document "
                    + $"{Word}><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
            ));

    /// <summary>A Word document whose entities multiply: ten to the ninth laughs.</summary>
    public static byte[] BillionLaughs() => Docx(writer =>
    {
        writer.Write("<!DOCTYPE x [<!ENTITY l0 \"ha\">");
        for (var i = 1; i < 10; i++)
            writer.Write($"<!ENTITY l{i} \"{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}\">");
        writer.Write($"]><w:document {Word}><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>");
    });

    /// <summary>An archive with so many empty entries, written record by record; it may state another number.</summary>
    public static byte[] Entries(int count, long stated)
    {
        const int RecordBytes = 46 + 1;
        var bytes = new byte[((long)count * RecordBytes) + 4 + 56 + 20 + 22];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 0x04034B50);
        for (var i = 0; i < count; i++)
        {
            var record = bytes.AsSpan(4 + (i * RecordBytes));
            BinaryPrimitives.WriteUInt32LittleEndian(record, 0x02014B50);
            record[28] = 1;
            record[46] = (byte)'x';
        }

        var directory = (long)count * RecordBytes;
        var wide = bytes.AsSpan((int)directory + 4);
        BinaryPrimitives.WriteUInt32LittleEndian(wide, 0x06064B50);
        BinaryPrimitives.WriteInt64LittleEndian(wide[4..], 44);
        BinaryPrimitives.WriteInt64LittleEndian(wide[24..], stated);
        BinaryPrimitives.WriteInt64LittleEndian(wide[32..], stated);
        BinaryPrimitives.WriteInt64LittleEndian(wide[40..], directory);
        BinaryPrimitives.WriteInt64LittleEndian(wide[48..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(wide[56..], 0x07064B50);
        BinaryPrimitives.WriteInt64LittleEndian(wide[64..], directory + 4);
        BinaryPrimitives.WriteInt32LittleEndian(wide[72..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(wide[76..], 0x06054B50);
        wide.Slice(84, 12).Fill(0xFF);
        return bytes;
    }

    /// <summary>
    /// An archive with so many entries, fewer than 65,535, whose wide directory, which nobody need ask for, has none.
    /// </summary>
    public static byte[] EntriesBehindADecoy(int count)
    {
        var bytes = Entries(count, 0);
        var end = bytes.AsSpan(bytes.Length - 22);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], (uint)count * 47);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], 4);
        BinaryPrimitives.WriteUInt16LittleEndian(end[4..], 0);
        BinaryPrimitives.WriteUInt16LittleEndian(end[6..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(bytes.Length - 22 - 20 - 56 + 48), bytes.Length - 22);
        return bytes;
    }

    private static byte[] Docx(Action<TextWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var writer = new StreamWriter(
                archive.CreateEntry("word/document.xml").Open(), new UTF8Encoding(false));
            write(writer);
        }

        return bytes.ToArray();
    }
}
