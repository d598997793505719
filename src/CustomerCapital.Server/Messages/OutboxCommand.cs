using System.CommandLine;
using CustomerCapital.Ledger;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Settings;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Messages;

/// <summary><c>outbox</c>: what waits to be delivered, what was given up and why; and has that delivered after all.</summary>
internal static class OutboxCommand
{
    private const int Page = 1_000;

    private const int Shown = 100;

    private static readonly Option<bool> ReplayOption = new("--replay") { Description = "Have all messages that were given up delivered, after those that wait" };

    public static Command Create()
    {
        var command = new Command("outbox", "Show the messages between customers that wait, and those that were given up") { ReplayOption };
        command.SetAction(async (line, cancellation) =>
        {
            var database = Database.Of(SettingsReader.Read(line));
            var replay = line.GetValue(ReplayOption);
            await using var ledger = replay ? await database.OpenLedgerAsync(cancellation) : await database.OpenReaderAsync();
            if (replay) return await ReplayAsync(ledger, cancellation);
            var (waiting, tried) = (0L, 0L);
            await foreach (var message in PagesAsync(after => ledger.ReadMessagesAsync(Page, after, cancellation), message => message.MessageId))
                (waiting, tried) = (waiting + 1, tried + (message.Tries > 0 ? 1 : 0));
            Console.WriteLine($"{Counted.Of(waiting, "message waits", "messages wait")}, {tried:N0} of them {(tried == 1 ? "was" : "were")} tried before");
            var dead = 0;
            await foreach (var letter in PagesAsync(after => ledger.ReadDeadLettersAsync(Page, after, cancellation), letter => letter.Message.MessageId))
                if (++dead <= Shown) Console.WriteLine($"{letter.Message.MessageId}, given up on {letter.DiedAt:yyyy-MM-dd HH:mm:ss}Z: {letter.Reason}");
            if (dead > Shown) Console.WriteLine($"… and {dead - Shown:N0} more");
            Console.WriteLine(dead == 0 ? "none was given up" : $"{Counted.Of(dead, "was", "were")} given up; once {(dead == 1 ? "its reason is gone, have it" : "their reasons are gone, have them")} delivered with: outbox --replay");
            return ExitCode.Done;
        });
        return command;
    }

    /// <remarks>By pages from the front: what was replayed is there no more.</remarks>
    private static async Task<int> ReplayAsync(ILedger ledger, CancellationToken cancellation)
    {
        var replayed = 0;
        while (await ledger.ReadDeadLettersAsync(Page, 0, cancellation) is { Count: > 0 } letters)
            replayed += await ledger.ReplayAsync([.. letters.Select(letter => letter.Message.MessageId)], cancellation);
        Console.WriteLine($"{Counted.Of(replayed, "message waits again; it is", "messages wait again; they are")} delivered while the ledger is served");
        return ExitCode.Done;
    }

    private static async IAsyncEnumerable<T> PagesAsync<T>(Func<long, Task<IReadOnlyList<T>>> read, Func<T, long> numberOf)
    {
        for (var after = 0L; await read(after) is { Count: > 0 } page; after = numberOf(page[^1]))
            foreach (var item in page) yield return item;
    }
}
