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
    /// <exception cref="UsageException">The file is of a known format that nobody named, or cannot be read under the options.</exception>
    public static (PurchaseFile File, ImportFormat Format) Open(InputFile input, IReadOnlyList<ImportFormat>? named, ImportFormat said)
    {
        IReadOnlyList<ImportFormat> forms = named ?? [new ImportFormat()];
        var rows = OpenRows(input, said.Encoding is { } stated ? EncodingOf(stated) : Likely(input, forms[0].Encoding));
        try
        {
            var fitting = forms.FirstOrDefault(form => form.Fits(rows.Header));
            var form = fitting ?? forms[0];
            if (named is null) Recognise(input, rows.Header, said);
            else if (form.Name != ImportFormats.None && ImportFormats.All.FirstOrDefault(known => known.Refusal is not null && known.Fits(rows.Header)) is { } refused) throw new UsageException($"{input.Path}: {refused.Refusal}");
            var format = form.With(said);
            try
            {
                return (new PurchaseFile(input.Path, rows, format, said), format);
            }
            catch (UsageException missing) when (named is not null && fitting is null && form.Header.Count > 0 && ImportFormats.All.FirstOrDefault(known => known.Refusal is null && known.Fits(rows.Header)) is { } other)
            {
                throw new UsageException($"{input.Path} looks like {other.Title}, and not like {form.Title}: say --format {other.Name}. Nothing was recorded", missing) { Option = "format" };
            }
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

    /// <summary>A file of a known format is not read by names of columns that happen to fit.</summary>
    private static void Recognise(InputFile input, IReadOnlyList<string> header, ImportFormat said)
    {
        if (ImportFormats.All.FirstOrDefault(format => format.Fits(header)) is not { } known || (known.IsPlain && said.Map.Count > 0)) return;
        throw new UsageException(known.Refusal is { } refusal
            ? $"{input.Path}: {refusal}"
            : $"{input.Path} looks like {known.Title}: say --format {known.Name}, or --format {ImportFormats.None} to read it by the names of its columns alone. Nothing was recorded") { Option = known.Refusal is null ? "format" : null };
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
