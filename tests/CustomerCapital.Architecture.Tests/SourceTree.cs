using System.Xml.Linq;

namespace CustomerCapital.Architecture.Tests;

/// <summary>The project's files as they lie in the working copy.</summary>
internal static class SourceTree
{
    public static readonly string Root = FindRoot();

    /// <summary>Every C# file under a folder of the tree, without what builds leave behind.</summary>
    public static IEnumerable<string> CSharpFiles(string folder) => Files(folder, "*.cs");

    /// <summary>Every file of a pattern under a folder of the tree, as a path from the root with forward slashes; none where there is no such folder.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var path = Path.Combine(Root, folder);
        if (!Directory.Exists(path)) return [];
        return Directory.EnumerateFiles(path, pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);
    }

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>The projects under src by their short names, for example <c>Ledger.Sqlite</c>.</summary>
    public static IReadOnlyDictionary<string, XDocument> Projects { get; } =
        Files("src", "*.csproj").ToDictionary(file => ShortName(Path.GetFileNameWithoutExtension(file)), file => XDocument.Parse(Read(file)));

    /// <summary>Names that a project includes under an element, projects by their short names.</summary>
    public static IEnumerable<string> Included(XDocument project, string element) => project.Descendants(element)
        .Select(item => (string)item.Attribute("Include")!)
        .Select(include => element == "ProjectReference" ? ShortName(Path.GetFileNameWithoutExtension(include.Replace('\\', '/'))) : include);

    private static string ShortName(string project) => project.Replace("CustomerCapital.", "", StringComparison.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CustomerCapital.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the source tree.");
        return folder.FullName;
    }
}
