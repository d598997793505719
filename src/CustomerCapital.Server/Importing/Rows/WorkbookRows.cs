using System.IO.Compression;
using System.Xml;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace CustomerCapital.Server.Importing.Rows;

/// <summary>Records of the first sheet of an Excel workbook (.xlsx), as they are read. Holds the sheet's texts that are shared, beyond 5 MB in a temporary file.</summary>
internal static class WorkbookRows
{
    /// <summary>From the first day of Excel's usual calendar to that of the other one, in which days of some workbooks are counted.</summary>
    private static readonly TimeSpan To1904 = TimeSpan.FromDays(1_462);

    /// <summary>Opens a workbook.</summary>
    /// <exception cref="UsageException">It is none, or is damaged; told at the latest when the damage is reached.</exception>
    public static IRowSource Open(string name, Stream stream) => new TextRows(name, Read(name, stream));

    private static IEnumerable<(long Line, IReadOnlyList<string> Fields)> Read(string name, Stream stream)
    {
        using var opened = stream;
        var configuration = new OpenXmlConfiguration { EnableSharedStringCache = true, IgnoreEmptyRows = false };
        var from1904 = Tell(name, () => CountsFrom1904(stream));
        using var rows = Tell(name, () => MiniExcel.Query(stream, useHeaderRow: false, excelType: ExcelType.XLSX, configuration: configuration).Cast<IDictionary<string, object?>>().GetEnumerator());
        for (var line = 1L; Tell(name, rows.MoveNext); line++) yield return (line, [.. rows.Current.Values.Select(value => CellText.Of(value is DateTime time && from1904 ? time + To1904 : value))]);
    }

    /// <summary>Whether a workbook says that its days are counted from 1904, as those of Excel on old Macs. The library reads them as days from 1900 all the same.</summary>
    private static bool CountsFrom1904(Stream stream)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        var counts = false;
        if (archive.GetEntry("xl/workbook.xml") is { } workbook)
        {
            using var opened = workbook.Open();
            using var xml = XmlReader.Create(opened, new() { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = 10_000_000 });
            while (xml.Read() && xml.LocalName != "sheets")
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "workbookPr" }) counts = xml.GetAttribute("date1904") is "1" or "true" or "on";
        }

        stream.Position = 0;
        return counts;
    }

    private static T Tell<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception damaged) when (damaged is InvalidDataException or XmlException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException or NotSupportedException or NullReferenceException)
        {
            throw new UsageException($"{name} cannot be read as an Excel workbook ({damaged.Message}); save it once more as .xlsx, or as CSV UTF-8", damaged);
        }
    }
}
