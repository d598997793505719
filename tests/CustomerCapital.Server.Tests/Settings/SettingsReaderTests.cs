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
    [InlineData("CUSTOMERCAPITAL_SILOPROT", "1", "CUSTOMERCAPITAL_SILOPROT in the environment: there is no such setting; did you mean CUSTOMERCAPITAL_SILOPORT? customercapital serve --help lists them.")]
    [InlineData("CUSTOMERCAPITAL_COLOUR", "1", "CUSTOMERCAPITAL_COLOUR in the environment: there is no such setting. customercapital serve --help lists them.")]
    [InlineData("CUSTOMERCAPITAL_ROLE", "gatway", "CUSTOMERCAPITAL_ROLE in the environment: must be one of both, silo, gateway; it is 'gatway'")]
    [InlineData("CUSTOMERCAPITAL_ROLE", "2", "CUSTOMERCAPITAL_ROLE in the environment: must be one of both, silo, gateway; it is '2'")]
    [InlineData("CUSTOMERCAPITAL_SILOPORT", "0", "CUSTOMERCAPITAL_SILOPORT in the environment: must be a whole number, 1 to 65,535; it is '0'")]
    [InlineData("CUSTOMERCAPITAL_SILOPORT", "many", "CUSTOMERCAPITAL_SILOPORT in the environment: must be a whole number, 1 to 65,535; it is 'many'")]
    [InlineData("CUSTOMERCAPITAL_WRITER", "40000", "CUSTOMERCAPITAL_WRITER in the environment: must be a whole number, 0 to 10,000; it is '40000'")]
    [InlineData("CUSTOMERCAPITAL_CALLWITHIN", "0.1", "CUSTOMERCAPITAL_CALLWITHIN in the environment: must be a number, 0.5 to 60; it is '0.1'")]
    [InlineData("CUSTOMERCAPITAL_METRICS", "yes", "CUSTOMERCAPITAL_METRICS in the environment: must be true or false; it is 'yes'")]
    [InlineData("CUSTOMERCAPITAL_CLUSTERID", "a b", "CUSTOMERCAPITAL_CLUSTERID in the environment: has letters, digits, dots, hyphens and underscores, 100 at most")]
    public void Read_of_a_setting_that_is_not_usable_says_where_it_stood_and_what_to_write(string name, string value, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Read((name, value))).Message);

    [Fact]
    public void Read_of_a_secrets_file_that_is_not_there_names_the_variable_and_the_file() =>
        Assert.StartsWith("CUSTOMERCAPITAL_DATABASE_FILE names /not/there, which cannot be read", Assert.Throws<UsageException>(() => Read(("CUSTOMERCAPITAL_DATABASE_FILE", "/not/there"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{ \"siloProt\": 1 }", "siloProt in FILE: there is no such setting; did you mean siloPort? customercapital serve --help lists them.")]
    [InlineData("{ \"siloPort\": 0 }", "siloPort in FILE: must be a whole number, 1 to 65,535; it is '0'")]
    public void Read_of_a_setting_in_a_file_that_is_not_usable_says_where_it_stood(string content, string message)
    {
        var file = FileOf(content);

        Assert.Equal(message.Replace("FILE", file, StringComparison.Ordinal), Assert.Throws<UsageException>(() => SettingsReader.Read(file, [], new Dictionary<string, string[]>())).Message);
    }

    [Fact]
    public void Read_of_a_file_that_is_no_json_names_it()
    {
        var file = FileOf("{ \"siloPort\": ");

        Assert.StartsWith($"--config {file}: ", Assert.Throws<UsageException>(() => SettingsReader.Read(file, [], new Dictionary<string, string[]>())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_of_a_file_that_is_not_there_names_it() =>
        Assert.Equal("--config /not/there.json: there is no such file", Assert.Throws<UsageException>(() => SettingsReader.Read("/not/there.json", [], new Dictionary<string, string[]>())).Message);

    private static ServerSettings Read(params (string Name, string Value)[] environment) =>
        SettingsReader.Read(null, environment.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)), new Dictionary<string, string[]>());

    private string FileOf(string content)
    {
        var path = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        File.WriteAllText(path, content);
        return path;
    }
}
