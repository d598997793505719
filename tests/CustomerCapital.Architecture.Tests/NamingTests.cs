using System.Text.RegularExpressions;

namespace CustomerCapital.Architecture.Tests;

public sealed partial class NamingTests
{
    private static readonly string[] BannedEndings = ["Manager", "Helper", "Helpers", "Processor", "Util", "Utils", "Utilities", "Data", "Info"];
    private static readonly string[] BannedNames = ["Common", "Shared", "Core", "Misc", "Utils", "Helpers", "Models", "Services"];

    private const string Why =
        "Such a name says nothing of what is inside, so that everything ends up there. Name it after what it does for the business, as the glossary does.";

    [Fact]
    public void Files_folders_and_types_have_names_that_say_what_they_do()
    {
        var files = SourceTree.CSharpFiles("src").Concat(SourceTree.CSharpFiles("tests")).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            foreach (var part in file.Split('/')[2..]) Assert.False(IsBanned(part.Split('.')[0]), $"{file}: '{part}' is a banned name. {Why}");
            foreach (Match type in TypeDeclaration().Matches(SourceTree.Read(file)))
                Assert.False(IsBanned(type.Groups[1].Value), $"{file}: type '{type.Groups[1].Value}' has a banned name. {Why}");
        }
    }

    [Fact]
    public void Projects_have_names_that_say_what_they_do()
    {
        foreach (var name in SourceTree.Projects.Keys) Assert.False(name.Split('.').Any(IsBanned), $"Project {name} has a banned name. {Why}");
    }

    [Theory]
    [InlineData("CustomerManager", true)]
    [InlineData("Common", true)]
    [InlineData("CustomerInfo", true)]
    [InlineData("Commonness", false)]
    [InlineData("DataProtection", false)]
    [InlineData("Customer", false)]
    public void IsBanned_looks_at_whole_words(string name, bool banned) => Assert.Equal(banned, IsBanned(name));

    private static bool IsBanned(string name) =>
        BannedNames.Contains(name) || BannedEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal));

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref)\s+)*(?:class|record\s+struct|record|struct|interface|enum)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
