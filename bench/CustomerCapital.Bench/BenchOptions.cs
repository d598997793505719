using System.Globalization;

namespace CustomerCapital.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public const string Usage = "[--smallest] [--file FILE.csv.gz] [--customers N] [--lines N] [--rounds N] [--seconds N] [--pool N] [--folder FOLDER]";

    /// <summary>A real file in the shape of UCI Online Retail to import; null for a made-up one.</summary>
    public string? File { get; private init; }

    /// <summary>The one part to measure; null for all that are quick.</summary>
    public string? Only { get; private init; }

    /// <summary>Customers in PostgreSQL; null for the part's own number.</summary>
    public int? Customers { get; private init; }

    /// <summary>Lines of a file to import; null for the part's own number.</summary>
    public int? Lines { get; private init; }

    /// <summary>Whether every part is run at the smallest size at which it shows that it works; its figures then mean nothing.</summary>
    public bool Smallest { get; private init; }

    /// <summary>How often what is compared is measured, in turn; the median counts. Default 3, and 1 at the smallest size.</summary>
    public int Rounds
    {
        get => field > 0 ? field : Size(3, 1);
        private init;
    }

    /// <summary>How long one measurement of a round takes. Default 4 s, and 0.2 s at the smallest size.</summary>
    public TimeSpan Duration
    {
        get => field > TimeSpan.Zero ? field : TimeSpan.FromMilliseconds(Size(4_000, 200));
        private init;
    }

    /// <summary>Most connections of the plain service to PostgreSQL; its default is Npgsql's.</summary>
    public int Pool { get; private init; } = 100;

    /// <summary>Where the throw-away PostgreSQL keeps its files: the disk that is measured.</summary>
    public string Folder => NamedFolder ?? Path.GetTempPath();

    /// <summary>The folder that the command line names; null for none.</summary>
    public string? NamedFolder { get; private init; }

    /// <summary>The folder of the program to measure as one process; empty for the one that was built with the benchmark.</summary>
    public string Program { get; private init; } = "";

    /// <summary>The folder of another build of the program, to measure beside this one's; null for none.</summary>
    public string? Beside { get; private init; }

    /// <summary>A size of a part.</summary>
    public int Size(int usual, int smallest) => Smallest ? smallest : usual;

    /// <returns>Null where the command line is not one.</returns>
    public static BenchOptions? Parse(string[] args)
    {
        var options = new BenchOptions { Smallest = args.Contains("--smallest") };
        args = [.. args.Where(arg => arg != "--smallest")];
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            var number = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed > 0 ? parsed : (int?)null;
            var next = (args[i], number) switch
            {
                ("--file", _) => options with { File = args[i + 1] },
                ("--only", _) => options with { Only = args[i + 1] },
                ("--folder", _) => options with { NamedFolder = Path.GetFullPath(args[i + 1]) },
                ("--program", _) => options with { Program = Path.GetFullPath(args[i + 1]) },
                ("--beside", _) => options with { Beside = Path.GetFullPath(args[i + 1]) },
                ("--customers", { } customers) => options with { Customers = customers },
                ("--lines", { } lines) => options with { Lines = lines },
                ("--rounds", { } rounds) => options with { Rounds = rounds },
                ("--seconds", { } seconds) => options with { Duration = TimeSpan.FromSeconds(seconds) },
                ("--pool", { } pool) => options with { Pool = pool },
                _ => null,
            };
            if (next is null) return null;
            options = next;
        }

        return args.Length % 2 == 0 ? options : null;
    }
}
