using System.CommandLine;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Serving;

/// <summary><c>serve</c>: a silo, a gateway or both, until told to end.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Serve HTTP until interrupted: one process alone, or one of a cluster");
        foreach (var option in SettingsReader.Serving) command.Options.Add(option);
        command.SetAction(async (line, cancellation) =>
        {
            var settings = SettingsReader.Read(line);
            await using (var node = await Node.StartAsync(settings, Database.Of(settings), TimeProvider.System, cancellation)) await ServeAsync(node, cancellation);
            Console.WriteLine("Stopped; everything that was answered is kept.");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Says what is served, until told to end.</summary>
    public static async Task ServeAsync(Node node, CancellationToken cancellation)
    {
        Console.WriteLine($"Serving {node}");
        if (node.IsGateway) Console.WriteLine($"  API page {node.Url}docs    description {node.Url}openapi/v1.json    Ctrl-C stops");
        await node.EndedAsync(cancellation);
    }
}
