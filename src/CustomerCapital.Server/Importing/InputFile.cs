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

    private readonly Func<Stream> _open;
    private readonly Func<long> _size;

    /// <summary>A file of this machine, which is what its name says.</summary>
    /// <exception cref="UsageException">There is no such file, or it is of a kind that is not read.</exception>
    public InputFile(string path)
    {
        if (Directory.Exists(path)) throw new UsageException($"{path} is a folder; name a file");
        if (!File.Exists(path)) throw new UsageException($"{path}: there is no such file");
        (Path, _size) = (path, () => new FileInfo(path).Length);
        _open = () => new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 1 << 16 });
        Kind = System.IO.Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".XLSX" => FileKind.Workbook,
            ".PARQUET" => FileKind.Parquet,
            ".XLS" => throw Outdated(path),
            _ => FileKind.Csv,
        };
        IsPacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A file that was received.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="isPacked">Whether it is packed with gzip.</param>
    /// <param name="size">Its bytes, as they came.</param>
    /// <param name="open">Opens it as it came, to be read from its start.</param>
    public InputFile(string name, FileKind kind, bool isPacked, long size, Func<Stream> open) => (Path, Kind, IsPacked, _size, _open) = (name, kind, isPacked, () => size, open);

    /// <summary>What messages call it: where it is, if it is of this machine.</summary>
    public string Path { get; }

    /// <summary>Most bytes that may come out of a packed file.</summary>
    public long UnpackedLimit { get; init; } = long.MaxValue;

    public bool IsPacked { get; }

    /// <summary>What it is, by its name.</summary>
    public FileKind Kind { get; }

    /// <summary>Its size unpacked: exact for a plain file, about right for a packed one.</summary>
    public long ExpectedBytes => _size() * (IsPacked || Kind != FileKind.Csv ? UsualPacking : 1);

    /// <summary>Opens it to read what is packed in it.</summary>
    public Stream Open()
    {
        var file = _open();
        return IsPacked ? new PackedStream(Path, file, UnpackedLimit) : file;
    }

    /// <summary>Refuses a workbook of the form before .xlsx.</summary>
    public static UsageException Outdated(string name) => new($"{name} is a workbook of Excel 97 to 2003; save it as .xlsx or as CSV UTF-8");
}
