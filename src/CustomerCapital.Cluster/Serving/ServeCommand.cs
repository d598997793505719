using System.CommandLine;
using CustomerCapital.Cluster.Databases;
using CustomerCapital.Cluster.Settings;

namespace CustomerCapital.Cluster.Serving;

/// <summary><c>serve</c>: a silo, a gateway or both, until told to end.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Serve as a silo, a gateway or both until told to end") { SettingsReader.ConfigOption };
        foreach (var option in SettingsReader.Options) command.Options.Add(option);
        command.SetAction(async (line, cancellation) =>
        {
            var settings = SettingsReader.Read(line);
            var database = ClusterDatabase.Parse(settings.Database);
            await database.CheckAsync(cancellation);
            await using var node = await Node.StartAsync(settings, database, cancellation);
            Console.WriteLine($"Serving as {Describe(settings.Role)} of {settings.ClusterId} on {database} at {settings.Url}");
            await node.EndedAsync(cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    private static string Describe(ClusterRole role) => role switch
    {
        ClusterRole.Silo => "a silo",
        ClusterRole.Gateway => "a gateway",
        _ => "a silo and a gateway",
    };
}
