namespace CustomerCapital.ConsolePages.Tests.Serving;

/// <summary>One server, and one browser for the tests that need it, for all tests of pages; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleServer>, ICollectionFixture<Browser.Chromium>
{
    public const string Name = "console";
}
