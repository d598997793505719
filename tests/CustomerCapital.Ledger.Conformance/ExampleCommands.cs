using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Ledger.Conformance;

/// <summary>An example of every command, as the golden file of the domain's tests has them: whoever adds a command has it tried here too.</summary>
internal static class ExampleCommands
{
    /// <summary>Those that callers send, in an order in which most can be carried out one after the other.</summary>
    public static IReadOnlyList<ActorCommand> OfCallers { get; } = [.. Read().Where(command => !Capabilities.IsEnginesOwn(command.GetType()))];

    private static IEnumerable<ActorCommand> Read()
    {
        using var file = typeof(ExampleCommands).Assembly.GetManifestResourceStream("Examples.json")!;
        using var golden = JsonDocument.Parse(file);
        foreach (var command in golden.RootElement.GetProperty("commands").EnumerateArray()) yield return LedgerJson.DecodeCommand(command.GetRawText());
    }
}
