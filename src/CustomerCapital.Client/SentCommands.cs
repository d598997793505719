using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Client;

/// <summary>Commands of one customer on their way, as lines, and what became of each.</summary>
internal sealed class SentCommands
{
    private const string TooLargeCode = "content_too_large";

    private readonly TaskCompletionSource<IReadOnlyList<CommandOutcome>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CommandOutcome?[] _outcomes;
    private int _open;

    public SentCommands(string customerId, IReadOnlyList<ActorCommand> commands)
    {
        _outcomes = new CommandOutcome?[commands.Count];
        Lines = new SentLine[commands.Count];
        for (var i = 0; i < commands.Count; i++) Lines[i] = new(this, i, new CommandEnvelope(customerId, commands[i]).ToUtf8());
        _open = commands.Count;
        if (_open == 0) _done.SetResult([]);
        foreach (var line in Lines)
            if (line.Utf8.Length > CommandLine.Limit) line.End(TooLarge);
    }

    public SentLine[] Lines { get; }

    /// <summary>Completes when every command has its outcome.</summary>
    public Task<IReadOnlyList<CommandOutcome>> Done => _done.Task;

    public void Fail(Exception failure) => _done.TrySetException(failure);

    private static CommandOutcome TooLarge => new(OutcomeStatus.Malformed, null, TooLargeCode, string.Create(
        CultureInfo.InvariantCulture, $"As a line the command has more than {CommandLine.Limit:N0} bytes, which a gateway does not take; import it into the database."));

    /// <summary>One command as a line; one stream at a time has it.</summary>
    internal sealed class SentLine(SentCommands commands, int place, byte[] utf8)
    {
        public byte[] Utf8 => utf8;

        public bool Ended => commands._outcomes[place] is not null;

        public void End(CommandOutcome outcome)
        {
            commands._outcomes[place] = outcome;
            if (--commands._open == 0) commands._done.TrySetResult(commands._outcomes!);
        }
    }
}
