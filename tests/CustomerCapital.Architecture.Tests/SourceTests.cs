using System.Text.RegularExpressions;

namespace CustomerCapital.Architecture.Tests;

public sealed class SourceTests
{
    private const int LongFile = 400;

    [Fact]
    public void Files_over_400_lines_give_a_reason_at_their_top()
    {
        foreach (var file in SourceTree.CSharpFiles("src").Concat(SourceTree.CSharpFiles("tests")).Concat(SourceTree.CSharpFiles("bench")))
        {
            var lines = SourceTree.Read(file).Split('\n');
            Assert.True(lines.Length <= LongFile + 1 || lines[0].StartsWith("//", StringComparison.Ordinal),
                $"{file} has {lines.Length} lines. A reader can hold about {LongFile}: split it by capability, or say in a comment on its first line why it must be one.");
        }
    }

    [Fact]
    public void Every_sql_resource_is_used_by_its_name()
    {
        foreach (var project in SourceTree.Projects.Keys.Where(name => name.StartsWith("Ledger.", StringComparison.Ordinal)))
        {
            var folder = $"src/CustomerCapital.{project}";
            // What providers share names most of it.
            var code = string.Join('\n', SourceTree.CSharpFiles(folder).Concat(SourceTree.CSharpFiles("src/CustomerCapital.Ledger/Sql")).Select(SourceTree.Read));
            var resources = SourceTree.Files(folder + "/Sql", "*.sql").Select(Path.GetFileNameWithoutExtension).ToList();
            Assert.NotEmpty(resources);
            foreach (var resource in resources)
                Assert.True(Regex.IsMatch(code, $@"""{resource}""|nameof\({resource}\)"),
                    $"{folder}/Sql/{resource}.sql is named nowhere. SQL that nothing runs is never tested and misleads its reader: delete it, or use it.");
        }
    }

    [Fact]
    public void Sources_hold_no_regions()
    {
        foreach (var file in SourceTree.CSharpFiles("src"))
            Assert.False(Regex.IsMatch(SourceTree.Read(file), @"^\s*#region", RegexOptions.Multiline),
                $"{file} folds code away. What needs a region is too long: split it by capability.");
    }
}
