using System.CommandLine;
using CustomerCapital.Engine.Access;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Serving;

/// <summary><c>serve</c>: a silo, a gateway or both, until told to end.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Serve HTTP until Ctrl-C, as one process or as one of a cluster");
        foreach (var option in SettingsReader.Serving) command.Options.Add(option);
        command.SetAction(async (line, cancellation) =>
        {
            var settings = SettingsReader.Read(line);
            var database = Database.Of(settings);
            await using (var node = await Node.StartAsync(settings, database, TimeProvider.System, cancellation)) await ServeAsync(node, cancellation);
            Console.WriteLine(Stopped(database));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What is left once serving has ended.</summary>
    public static string Stopped(Database database) => database.IsKept
        ? "Stopped; everything that was answered is kept."
        : "Stopped; nothing is kept, since the database was in memory. --database sqlite:PATH keeps it in a file.";

    /// <summary>Says what is served, until told to end.</summary>
    public static async Task ServeAsync(Node node, CancellationToken cancellation)
    {
        Console.WriteLine($"Serving {node}");
        if (node.IsGateway) Console.WriteLine($"  API page {node.Url}docs    description {node.Url}openapi/v1.json    Ctrl-C stops");
        if (node.FirstKey is { } key)
        {
            Console.WriteLine($"  The first key, which may do everything. It is told this once: {key}\n  Send it as the header Authorization: Bearer {AccessKey.Prefix}…{(node.IsGateway ? $", or sign in with it at {node.Url}console" : "")}");
            await node.RecordFirstKeyAsync();
        }

        await node.EndedAsync(cancellation);
    }
}
