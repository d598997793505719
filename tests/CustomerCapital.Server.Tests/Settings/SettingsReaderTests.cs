using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Tests.Settings;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customercapital-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_of_nothing_gives_what_runs_on_one_machine()
    {
        var settings = Read();

        Assert.Equal(
            (ServerRole.Both, (int?)null, (int?)null, ListenOn.Loopback, "http://127.0.0.1:8080", false, 25, (short?)null),
            (settings.Role, settings.SiloPort, settings.GatewayPort, settings.Listen, settings.Url, settings.AllowNetwork, settings.DrainWithin, settings.Writer));
    }

    [Fact]
    public void Read_takes_the_command_line_before_the_environment_and_that_before_the_file()
    {
        var file = FileOf("""{ "siloPort": 1, "gatewayPort": 2, "drainWithin": 3 }""");

        var settings = SettingsReader.Read(
            file, [new("CUSTOMERCAPITAL_GATEWAYPORT", "20"), new("customercapital_drainwithin", "30"), new("PATH", "/bin")], new Dictionary<string, string[]> { ["drainwithin"] = ["300"] });

        Assert.Equal((1, 20, 300), (settings.SiloPort, settings.GatewayPort, settings.DrainWithin));
    }

    [Fact]
    public void Read_takes_a_secret_from_the_file_that_the_environment_names()
    {
        var secret = FileOf("postgres:Host=db;Password=s3cret\n");

        Assert.Equal(["postgres:Host=db;Password=s3cret"], Read(("CUSTOMERCAPITAL_DATABASE_FILE", secret)).Database);
    }

    [Fact]
    public void Read_takes_several_databases_whole_from_one_place()
    {
        var file = FileOf("""{ "database": ["sqlite:a.db", "sqlite:b.db", "sqlite:c.db"] }""");

        Assert.Equal(["sqlite:a.db", "sqlite:b.db", "sqlite:c.db"], SettingsReader.Read(file, [], new Dictionary<string, string[]>()).Database);
        Assert.Equal(["sqlite:1.db", "sqlite:2.db"], SettingsReader.Read(file, [new("CUSTOMERCAPITAL_DATABASE", "sqlite:1.db\nsqlite:2.db\n")], new Dictionary<string, string[]>()).Database);
        Assert.Equal(["memory:"], SettingsReader.Read(file, [new("CUSTOMERCAPITAL_DATABASE", "sqlite:1.db")], new Dictionary<string, string[]> { ["database"] = ["memory:"] }).Database);
    }

    [Theory]
    [InlineData("CUSTOMERCAPITAL_SILOPROT", "1", "SILOPROT")]
    [InlineData("CUSTOMERCAPITAL_ROLE", "gatway", "gatway")]
    [InlineData("CUSTOMERCAPITAL_SILOPORT", "0", "SiloPort")]
    [InlineData("CUSTOMERCAPITAL_SILOPORT", "many", "many")]
    [InlineData("CUSTOMERCAPITAL_DRAINWITHIN", "601", "DrainWithin")]
    [InlineData("CUSTOMERCAPITAL_CLUSTERID", "a b", "ClusterId")]
    [InlineData("CUSTOMERCAPITAL_DASHBOARDTOKEN", "short", "DashboardToken")]
    [InlineData("CUSTOMERCAPITAL_DATABASE_FILE", "/not/there", "CUSTOMERCAPITAL_DATABASE_FILE")]
    public void Read_of_a_setting_that_is_not_usable_names_it(string name, string value, string named)
    {
        var refused = Assert.Throws<UsageException>(() => Read((name, value)));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"siloPort\": ")]
    [InlineData("{ \"port\": 1 }")]
    public void Read_of_a_file_that_is_not_usable_is_refused(string content) =>
        Assert.Throws<UsageException>(() => SettingsReader.Read(FileOf(content), [], new Dictionary<string, string[]>()));

    [Fact]
    public void Read_of_a_file_that_is_not_there_names_it()
    {
        var refused = Assert.Throws<UsageException>(() => SettingsReader.Read("/not/there.json", [], new Dictionary<string, string[]>()));

        Assert.Contains("/not/there.json", refused.Message, StringComparison.Ordinal);
    }

    private static ServerSettings Read(params (string Name, string Value)[] environment) =>
        SettingsReader.Read(null, environment.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)), new Dictionary<string, string[]>());

    private string FileOf(string content)
    {
        var path = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        File.WriteAllText(path, content);
        return path;
    }
}
