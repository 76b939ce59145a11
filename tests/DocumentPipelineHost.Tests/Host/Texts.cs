using System.Text;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>Small documents of the tests' own.</summary>
internal static class Texts
{
    public static readonly byte[] English = Encoding.UTF8.GetBytes("""
        # Harbour cranes

        The harbour keeps seven gantry cranes. Each crane lifts containers of forty tonnes. The cranes are inspected every spring.

        ## Maintenance

        Maintenance of the gantry cranes begins in March 2024. Inspectors check the cables, the brakes and the motors. A crane with a worn cable is taken out of service.
        The maintenance costs $12,000 a crane, or 15 % of the yearly budget. Questions go to cranes@harbour.example or https://harbour.example/cranes. See section 2.
        """);

    public static readonly byte[] Chinese = Encoding.UTF8.GetBytes("""
        # 港口起重机手册

        港口共有七台龙门起重机。每台起重机可以吊起四十吨的集装箱。起重机每年春天都要检修。

        ## 检修

        检修工作从2024年3月开始。检查员会检查钢缆、制动器和电动机。钢缆磨损的起重机必须停止使用。全文检索应当能找到两个字的词。
        """);

    public static readonly byte[] Png =
    [
        0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 1, 2, 3, 4,
    ];

    public static readonly byte[] BrokenPdf = Encoding.ASCII.GetBytes("%PDF-1.7\nthis is no document at all");

    /// <summary>A text of many small pages, each a checkpoint: long enough to be stopped in the middle.</summary>
    public static byte[] Long(int pages = 400) =>
        Encoding.UTF8.GetBytes(
            string.Join(
                '\f', Enumerable
                    .Range(1, pages)
                    .Select(static page =>
                        $"Section {page} of the harbour report. The gantry crane number {page} lifts containers of "
                            + $"forty tonnes. It was inspected in spring.\n"
                    )) + Guid.NewGuid());

    /// <summary>A text of its own for each test, so that none is another's duplicate.</summary>
    public static byte[] Unique(string text) =>
        Encoding.UTF8.GetBytes($"{text}\n\nThis is the copy {Guid.NewGuid()} of the text.\n");
}
