namespace CustomerCapital.Architecture.Tests;

/// <summary>Project references follow the arrows: Domain &lt;- Ledger &lt;- providers; Domain, Ledger &lt;- Engine &lt;- Gateway, Client, Dashboard, Grains; executables compose.</summary>
public sealed class ReferenceTests
{
    /// <summary>What each library may refer to. Executables, which compose everything, are not in it.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Domain"] = [],
        ["Ledger"] = ["Domain"],
        ["Ledger.Sqlite"] = ["Domain", "Ledger"],
        ["Ledger.PostgreSql"] = ["Domain", "Ledger"],
        ["Ledger.SqlServer"] = ["Domain", "Ledger"],
        ["Engine"] = ["Domain", "Ledger"],
        ["Gateway"] = ["Domain", "Ledger", "Engine"],
        // Agents are answered by the operations of the gateway.
        ["Agents"] = ["Domain", "Ledger", "Engine", "Gateway"],
        ["Console"] = ["Domain", "Ledger", "Engine"],
        ["Client"] = ["Domain", "Ledger", "Engine"],
        ["Dashboard"] = ["Domain", "Ledger", "Engine"],
        ["Grains"] = ["Domain", "Ledger", "Engine"],
    };

    private static readonly string[] Executables = ["Server"];

    [Fact]
    public void References_of_a_library_follow_the_arrows()
    {
        foreach (var (name, project) in SourceTree.Projects.Where(project => !Executables.Contains(project.Key)))
        {
            Assert.True(Arrows.ContainsKey(name),
                $"{name} is a new library: say in this test what it may refer to, so that the arrows stay a decision and not an accident.");
            foreach (var reference in SourceTree.Included(project, "ProjectReference"))
            {
                Assert.True(Arrows[name].Contains(reference),
                    $"{name} refers to {reference}, against the arrows. Providers are interchangeable only while they know the ledger's contract alone, and the "
                    + "gateway runs on one node or a cluster only while it knows neither a database nor a host.");
            }
        }
    }

    [Fact]
    public void References_to_an_executable_do_not_exist()
    {
        foreach (var (name, project) in SourceTree.Projects)
            Assert.True(!SourceTree.Included(project, "ProjectReference").Intersect(Executables).Any(), $"{name} refers to an executable; what both need belongs in a library.");
    }

    [Fact]
    public void Domain_refers_to_no_project_no_package_and_no_framework_but_the_base_library()
    {
        var domain = SourceTree.Projects["Domain"];

        foreach (var element in (string[])["ProjectReference", "PackageReference", "FrameworkReference", "Reference"])
        {
            Assert.True(!domain.Descendants(element).Any(),
                $"Domain has a {element}. The rules of the business must stay readable and testable without anything installed, and outlive every library.");
        }
    }

    [Fact]
    public void Packages_of_databases_are_referred_to_by_their_provider_only()
    {
        var owners = new Dictionary<string, string[]>
        {
            ["Microsoft.Data.Sqlite"] = ["Ledger.Sqlite"], ["SQLitePCLRaw"] = ["Ledger.Sqlite"],
            ["Npgsql"] = ["Ledger.PostgreSql"],
            ["Microsoft.Data.SqlClient"] = ["Ledger.SqlServer"], ["Microsoft.Orleans"] = ["Grains", "Server"],
        };

        foreach (var (name, project) in SourceTree.Projects)
            foreach (var package in SourceTree.Included(project, "PackageReference"))
                foreach (var (prefix, allowed) in owners)
                    Assert.True(!package.StartsWith(prefix, StringComparison.Ordinal) || allowed.Contains(name),
                        $"{name} refers to {package}. Only {string.Join(" and ", allowed)} may, so that everything else builds and runs without it.");
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_file()
    {
        foreach (var (name, project) in SourceTree.Projects)
            Assert.True(project.Descendants("PackageReference").All(package => package.Attribute("Version") is null && package.Attribute("VersionOverride") is null),
                $"{name} states a package version; versions are exact and central, in Directory.Packages.props.");
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = SourceTree.Read("CustomerCapital.sln").Replace('\\', '/');

        foreach (var project in SourceTree.Files("src", "*.csproj").Concat(SourceTree.Files("tests", "*.csproj")))
            Assert.True(solution.Contains($"\"{project}\"", StringComparison.Ordinal),
                $"{project} is not in CustomerCapital.sln, so that the build script neither builds nor tests it: dotnet sln add {project}");
    }
}
