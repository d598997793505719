using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing.Formats;

/// <summary>The formats that the program knows, and a retailer's own in a file. A name can have several forms, told apart by the header.</summary>
internal static class ImportFormats
{
    /// <summary>Name for a file that is taken as it stands, whatever format it looks like.</summary>
    public const string None = "none";

    private const string Folder = "CustomerCapital.Server.Importing.Formats.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private static readonly Lazy<IReadOnlyList<ImportFormat>> Resources = new(Load);

    /// <summary>All known formats, forms of one name after each other.</summary>
    public static IReadOnlyList<ImportFormat> All => Resources.Value;

    /// <summary>Names of all known formats, each once.</summary>
    public static IReadOnlyList<string> Names => [.. All.Where(format => format.Refusal is null).Select(format => format.Name).Distinct()];

    /// <summary>The known format that has most of a file's header, of those that the header fits; null where it fits none.</summary>
    public static ImportFormat? Fitting(IReadOnlyList<string> header) =>
        All.Where(format => format.Fits(header)).OrderByDescending(format => format.Refusal is not null).ThenByDescending(format => format.Header.Count).FirstOrDefault();

    /// <summary>The forms of a known name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static IReadOnlyList<ImportFormat> Known(string name) => Find(name) ?? throw Unknown(name, "there is no such format");

    /// <summary>The forms that <c>--format</c> names: a known name, or a file.</summary>
    /// <exception cref="UsageException">There is none, or the file is not a format.</exception>
    public static IReadOnlyList<ImportFormat> Named(string name)
    {
        if (Find(name) is { } known) return known;
        if (!File.Exists(name)) throw Unknown(name, "there is no such format and no such file");
        using var file = File.OpenRead(name);
        var own = Read(name, file);
        return own.Any(format => format.Refusal is not null) ? throw new UsageException($"--format {name}: leave refusal out; it belongs to formats that cannot be imported") : own;
    }

    private static IReadOnlyList<ImportFormat>? Find(string name)
    {
        if (name == None) return [new ImportFormat { Name = None }];
        IReadOnlyList<ImportFormat> known = [.. All.Where(format => format.Name == name && format.Refusal is null)];
        return known.Count > 0 ? known : null;
    }

    /// <summary>Says what there is, and what may have been meant: formats of a system with such a name.</summary>
    private static UsageException Unknown(string name, string what)
    {
        var meant = name.Length < 3 ? [] : All.Where(format => format.Refusal is null && $"{format.Name} {format.Title}".Contains(name, StringComparison.OrdinalIgnoreCase)).DistinctBy(format => format.Name).ToList();
        var there = meant.Count > 0
            ? $"Did you mean {string.Join(", or ", meant.Select(format => $"{format.Name} ({format.Title})"))}?"
            : $"There are {string.Join(", ", Names)}, and {None} for a file as it stands";
        return new($"--format {name}: {what}. {there}") { Option = "format" };
    }

    private static IReadOnlyList<ImportFormat> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).SelectMany(name =>
        {
            using var file = assembly.GetManifestResourceStream(name)!;
            return Read(name, file);
        })];
    }

    private static ImportFormat[] Read(string name, Stream file)
    {
        try
        {
            var formats = JsonSerializer.Deserialize<ImportFormat[]>(file, Json) ?? [];
            if (formats.Length == 0) throw new JsonException("it holds no format");
            foreach (var column in formats.SelectMany(format => format.Map.Keys.Concat(format.Constant.Keys)))
                if (!PurchaseColumns.TryParse(column, out _)) throw new JsonException($"there is no column {column}; there are {string.Join(", ", PurchaseColumns.Names)}");
            return formats;
        }
        catch (JsonException wrong)
        {
            throw new UsageException($"--format {name}: the file is not a list of formats ({wrong.Message}); docs/importing.md shows one", wrong);
        }
    }
}
