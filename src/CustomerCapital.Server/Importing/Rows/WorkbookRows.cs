using System.Xml;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace CustomerCapital.Server.Importing.Rows;

/// <summary>Records of the first sheet of an Excel workbook (.xlsx), as they are read. Holds the sheet's texts that are shared, beyond 5 MB in a temporary file.</summary>
internal static class WorkbookRows
{
    /// <summary>Opens a workbook.</summary>
    /// <exception cref="UsageException">It is none, or is damaged; told at the latest when the damage is reached.</exception>
    public static IRowSource Open(string name, Stream stream) => new TextRows(name, Read(name, stream));

    private static IEnumerable<(long Line, IReadOnlyList<string> Fields)> Read(string name, Stream stream)
    {
        using var opened = stream;
        var configuration = new OpenXmlConfiguration { EnableSharedStringCache = true, IgnoreEmptyRows = false };
        using var rows = Tell(name, () => MiniExcel.Query(stream, useHeaderRow: false, excelType: ExcelType.XLSX, configuration: configuration).Cast<IDictionary<string, object?>>().GetEnumerator());
        for (var line = 1L; Tell(name, rows.MoveNext); line++) yield return (line, [.. rows.Current.Values.Select(value => CellText.Of(value))]);
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
