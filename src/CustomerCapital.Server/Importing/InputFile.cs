namespace CustomerCapital.Server.Importing;

/// <summary>What a file is, by its name.</summary>
internal enum FileKind
{
    /// <summary>Separated values, or lines of another kind: text.</summary>
    Csv,

    /// <summary>An Excel workbook, .xlsx.</summary>
    Workbook,

    /// <summary>Parquet.</summary>
    Parquet,
}

/// <summary>A file to import, plain or packed with gzip.</summary>
internal sealed class InputFile
{
    private const int UsualPacking = 10;

    public InputFile(string path)
    {
        if (Directory.Exists(path)) throw new UsageException($"{path} is a folder; name a file");
        if (!File.Exists(path)) throw new UsageException($"{path}: there is no such file");
        Path = path;
        Kind = System.IO.Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".XLSX" => FileKind.Workbook,
            ".PARQUET" => FileKind.Parquet,
            ".XLS" => throw new UsageException($"{path} is a workbook of Excel 97 to 2003; save it as .xlsx or as CSV UTF-8"),
            _ => FileKind.Csv,
        };
        IsPacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
    }

    public string Path { get; }

    public bool IsPacked { get; }

    /// <summary>What it is, by its name.</summary>
    public FileKind Kind { get; }

    /// <summary>Its size unpacked: exact for a plain file, about right for a packed one.</summary>
    public long ExpectedBytes => new FileInfo(Path).Length * (IsPacked || Kind != FileKind.Csv ? UsualPacking : 1);

    /// <summary>The file's name without <c>.gz</c> and its other ending, for files beside it.</summary>
    public string Beside(string ending)
    {
        var plain = IsPacked ? Path[..^3] : Path;
        return System.IO.Path.ChangeExtension(plain, null) + ending;
    }

    /// <summary>Opens it to read what is packed in it.</summary>
    public Stream Open()
    {
        var file = new FileStream(Path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 1 << 16 });
        return IsPacked ? new PackedStream(Path, file) : file;
    }
}
