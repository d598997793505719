using System.Text;
using System.Text.Unicode;
using CustomerCapital.Server.Importing.Formats;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing;

/// <summary>Opens a file of purchases under what the command line says, and recognises its format.</summary>
internal static class PurchaseFileOpening
{
    private const int HeadSize = 1 << 16;

    /// <summary>Opens it.</summary>
    /// <param name="input">The file.</param>
    /// <param name="named">The forms of the format that is named; null where none is.</param>
    /// <param name="said">What the other options say.</param>
    /// <returns>Its rows, and the format under which they are read.</returns>
    /// <exception cref="UsageException">The file is of another known format than the one that is named, or cannot be read under the options.</exception>
    public static (PurchaseFile File, ImportFormat Format) Open(InputFile input, IReadOnlyList<ImportFormat>? named, ImportFormat said)
    {
        IReadOnlyList<ImportFormat> forms = named ?? [new ImportFormat()];
        var rows = OpenRows(input, said.Encoding is { } stated ? EncodingOf(stated) : Likely(input, forms[0].Encoding));
        try
        {
            var fitting = forms.FirstOrDefault(form => form.Fits(rows.Header));
            var form = fitting ?? forms[0];
            Recognise(input, rows.Header, named, fitting, said);
            var format = form.With(said);
            var file = new PurchaseFile(input.Path, rows, format, said);
            if (file.LinesBeforeHeader > 0) Recognise(input, file.Plan.Header, named, forms.FirstOrDefault(known => known.Fits(file.Plan.Header)), said);
            return (file, format);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>What the name says the file is: an Excel workbook, Parquet, or CSV.</summary>
    private static IRowSource OpenRows(InputFile input, Encoding? encoding) => input.Kind switch
    {
        FileKind.Workbook => WorkbookRows.Open(input.Path, input.Open()),
        FileKind.Parquet => ParquetRows.Open(input.Path, input.Open()),
        _ => new CsvRows(input.Path, input.Open(), encoding),
    };

    /// <summary>
    /// A file of a known format is read under that format alone: not by names of columns that happen to fit, and not under another format that happens to have the same columns.
    /// A format of one's own is taken at its word where the file has its header.
    /// </summary>
    private static void Recognise(InputFile input, IReadOnlyList<string> header, IReadOnlyList<ImportFormat>? named, ImportFormat? fitting, ImportFormat said)
    {
        var form = fitting ?? named?[0];
        if (form?.Name == ImportFormats.None) return;
        var isKnown = form is not null && ImportFormats.All.Contains(form);
        if (fitting is not null && !isKnown) return;
        if (ImportFormats.Fitting(header) is not { } best || best.Name == form?.Name || (fitting is not null && best.Refusal is null && fitting.Header.Count >= best.Header.Count)) return;
        if (best.Refusal is { } refusal) throw new UsageException($"{input.Path}: {refusal}");
        // A format without a header says how values are written, not which columns there are.
        var namesColumns = form is { Header.Count: > 0 };
        if (!namesColumns && best.IsPlain && said.Map.Count > 0) return;
        throw new UsageException(
            $"{input.Path} looks like {best.Title}{(namesColumns ? $", and not like {form!.Title}" : "")}: "
            + $"say --format {best.Name}, or --format {ImportFormats.None} to read it by the names of its columns alone. Nothing was recorded") { Option = "format" };
    }

    /// <summary>The encoding of a format, unless the file is UTF-8 or marked.</summary>
    private static Encoding? Likely(InputFile input, string? ofFormat)
    {
        if (ofFormat is null || input.Kind != FileKind.Csv) return null;
        var head = new byte[HeadSize];
        using var stream = input.Open();
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var start = head.AsSpan(0, length);
        if (start.StartsWith("\uFEFF"u8) || start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return null;
        // A character may have been cut off at the end of the head.
        var whole = length < head.Length ? start : start[..(start.LastIndexOf((byte)'\n') + 1)];
        return !Ascii.IsValid(whole) && Utf8.IsValid(whole) ? null : EncodingOf(ofFormat);
    }

    private static Encoding EncodingOf(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException unknown)
        {
            throw new UsageException($"--encoding {name}: there is no such encoding; write it like windows-1252, iso-8859-1 or utf-16", unknown) { Option = "encoding" };
        }
    }
}
