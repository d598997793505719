using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CustomerCapital.Client;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Gateway;
using CustomerCapital.Gateway.Privacy;
using CustomerCapital.Server.Access;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Reporting;
using CustomerCapital.Server.Settings;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Privacy;

/// <summary><c>privacy</c>: what the ledger holds of a person, told and erased, in a database or at a server that serves it.</summary>
internal static class PrivacyVerbs
{
    private const int Page = 1_000;

    private static readonly Argument<string> CustomerArgument = new("CUSTOMER") { Description = "The customer's id" };

    private static readonly Option<string?> GatewayOption = new("--gateway") { Description = "The address of a server at which to ask, with the setting Key, instead of in the database", HelpName = "URL", Recursive = true };

    private static readonly Option<string> FormatOption = new("--format") { Description = "json, for programs, or text, for people", DefaultValueFactory = _ => "json", HelpName = "FORMAT" };

    private static readonly Option<int?> MonthsOption = new("--erase-after-months") { Description = "Another number of months than the policy's, to try it out", HelpName = "MONTHS" };

    private static readonly Option<bool?> HoldersOption = new("--erases-holders") { Description = "Whether those count who hold something in a wallet, or a voucher, to try it out", HelpName = "true|false" };

    private static readonly Option<string?> IdOption = new("--id") { Description = "The request's id: under the same id a customer is erased once", HelpName = "ID" };

    private static readonly Option<string?> ByOption = new("--by") { Description = "Who asks for it, for the records", HelpName = "TEXT" };

    private static readonly Option<string?> ReasonOption = new("--reason") { Description = "Why, for the records", HelpName = "TEXT" };

    public static Command Create() => new("privacy", "Tell or erase what is held of a person") { GatewayOption, Export(), Erase(), List(), Retention(), Scrub() };

    private static Command Export()
    {
        var command = new Command("export", "Write everything that is held of a customer") { CustomerArgument, FormatOption };
        command.SetAction(async (line, cancellation) =>
        {
            var (settings, id, format) = (SettingsReader.Read(line), line.GetValue(CustomerArgument)!, line.GetValue(FormatOption));
            if (format is not ("json" or "text")) throw new UsageException($"--format {format}: write json or text");
            if (line.GetValue(GatewayOption) is { } address)
            {
                using var client = new GatewayClient(GatewayAddress.Of(address), connectionLimit: 1, settings.Key);
                return await WriteAsync(id, format, after => client.GetPersonalDataAsync(id, after, Page, cancellation));
            }

            await using var engine = await Database.Of(settings).StartReaderAsync();
            return await WriteAsync(id, format, after => engine.AskAsync(new ReadPerson(id, after, Page), cancellation));
        });
        return command;
    }

    private static async Task<int> WriteAsync(string id, string format, Func<long, Task<PersonPage?>> read)
    {
        var whole = await read(0) ?? throw new UsageException($"there is no customer '{id}'");
        while (whole.NextAfter is { } after)
        {
            var page = await read(after) ?? throw new UsageException($"there is no customer '{id}' any more");
            whole = whole with { Entries = [.. whole.Entries, .. page.Entries], ConsentHistory = [.. whole.ConsentHistory, .. page.ConsentHistory], NextAfter = page.NextAfter };
        }

        Console.WriteLine(format == "text" ? PersonalDataText.Of(whole).TrimEnd() : JsonSerializer.Serialize(whole, GatewayJson.Of<PersonPage>()));
        return ExitCode.Done;
    }

    private static Command Erase()
    {
        var command = new Command("erase", "Erase a customer: what the books need stays, without the person") { CustomerArgument, IdOption, ByOption, ReasonOption };
        command.SetAction(async (line, cancellation) =>
        {
            var settings = SettingsReader.Read(line);
            var wanted = new EraseCustomer(line.GetValue(CustomerArgument)!, line.GetValue(IdOption) ?? "", line.GetValue(ByOption) ?? "", line.GetValue(ReasonOption));
            if (line.GetValue(IdOption) is null) throw new UsageException("--id is missing: under the same id the customer is erased once");
            if (line.GetValue(ByOption) is null) throw new UsageException("--by is missing: say who asks for it");
            if (wanted.Faults().ToList() is [var fault, ..]) throw new UsageException($"{fault.Field}: {fault.Message}");
            if (line.GetValue(GatewayOption) is { } address)
            {
                using var client = new GatewayClient(GatewayAddress.Of(address), connectionLimit: 1, settings.Key);
                return Tell(await client.EraseCustomerAsync(wanted.CustomerId, wanted.ErasureId, wanted.By, wanted.Reason, cancellation));
            }

            await using var engine = await Database.Of(settings).StartEngineAsync(cancellation);
            var answer = await engine.AskAsync(wanted, cancellation);
            if (answer.Erasure is null)
                throw new UsageException(answer.Code == "customer_not_found" ? $"there is no customer '{wanted.CustomerId}'" : $"the customer cannot be erased: {answer.Code}");
            await WriteDownAsync(engine, answer.Erasure);
            return Tell(answer.Erasure);
        });
        return command;
    }

    private static int Tell(Erasure erasure)
    {
        Console.WriteLine(erasure.Status == ErasureStatus.Done
            ? $"Erased. In the books the id is {erasure.ErasedId}. What the files hold of before goes with: customercapital privacy scrub"
            : $"Not everywhere yet; the program goes on by itself. In the books the id is {erasure.ErasedId}.");
        foreach (var reason in erasure.WaitsFor) Console.WriteLine(reason);
        return ExitCode.Done;
    }

    /// <summary>Tells the audit log of what was done beside every gateway; without the person.</summary>
    private static Task WriteDownAsync(InProcessHost engine, Erasure erasure) => AuditLines.WriteAsync(
        engine.Customer(AuditChain.Actor), new("command line", "eraseCustomer") { Target = "/v1/customers/{id}/erase", Person = AuditedPerson.Erased(erasure.ErasedId), Status = 200 });

    private static Command List()
    {
        var command = new Command("list", "List erasures, those under way first");
        command.SetAction(async (line, cancellation) =>
        {
            var settings = SettingsReader.Read(line);
            if (line.GetValue(GatewayOption) is { } address)
            {
                using var client = new GatewayClient(GatewayAddress.Of(address), connectionLimit: 1, settings.Key);
                return Write(await client.ListErasuresAsync(cancellation));
            }

            await using var engine = await Database.Of(settings).StartReaderAsync();
            return Write(await engine.AskAsync(new ListErasures(), cancellation));
        });
        return command;
    }

    private static int Write(IReadOnlyList<Erasure> erasures)
    {
        new TextTable(["request", "id in the books", "status", "by", "asked for", "done", "waits for"], ReportOutput.Width).Write(Console.Out, [.. erasures.Select(erasure => new[]
        {
            erasure.ErasureId, erasure.ErasedId, JsonNamingPolicy.SnakeCaseLower.ConvertName(erasure.Status.ToString()), erasure.By, Text(erasure.RequestedAt), Text(erasure.DoneAt), string.Join(" ", erasure.WaitsFor),
        })]);
        return ExitCode.Done;
    }

    private static Command Retention()
    {
        var command = new Command("retention", "Count whom the policy's retention would erase now; changes nothing") { MonthsOption, HoldersOption };
        command.SetAction(async (line, cancellation) =>
        {
            var (settings, months, holders) = (SettingsReader.Read(line), line.GetValue(MonthsOption), line.GetValue(HoldersOption));
            if (months is < 1 or > RetentionRule.MostMonths) throw new UsageException($"--erase-after-months {months}: write 1 to {RetentionRule.MostMonths}");
            if (line.GetValue(GatewayOption) is { } address)
            {
                using var client = new GatewayClient(GatewayAddress.Of(address), connectionLimit: 1, settings.Key);
                return Tell(await client.CountRetentionAsync(months, holders, cancellation));
            }

            await using var engine = await Database.Of(settings).StartReaderAsync();
            var rule = (await engine.AskAsync(new ReadPolicy(), cancellation)).Retention ?? new();
            return Tell(await engine.AskAsync(new CountRetention(rule with { EraseAfterMonths = months ?? rule.EraseAfterMonths, ErasesHolders = holders ?? rule.ErasesHolders }), cancellation));
        });
        return command;
    }

    private static int Tell(RetentionCount count)
    {
        Console.WriteLine(count.InactiveSince is { } since
            ? string.Create(CultureInfo.InvariantCulture, $"{count.Erased} customers would be erased now: without any purchase or other activity since {since:yyyy-MM-dd}, for {count.Rule.EraseAfterMonths} months.")
            : "Nobody would be erased: the policy says no months. Try some out with --erase-after-months.");
        if (count.Held > 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count.Held} others stay because they hold something in a wallet, or a voucher."));
        if (count.Unreadable > 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count.Unreadable} histories cannot be read; find out with: verify"));
        Console.WriteLine(count.TextsBefore is { } before ? string.Create(CultureInfo.InvariantCulture, $"Texts of before {before:yyyy-MM-dd} are removed.") : "Texts stay.");
        return ExitCode.Done;
    }

    private static string Text(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "";

    private static Command Scrub()
    {
        var command = new Command("scrub", "Remove from the database's files what was overwritten; needs room for the tables once more, and holds up writers");
        command.SetAction(async (line, cancellation) =>
        {
            if (line.GetValue(GatewayOption) is not null) throw new UsageException("--gateway: the files are the database's; name it with --database");
            await using var ledger = await Database.Of(SettingsReader.Read(line)).OpenLedgerAsync(cancellation);
            await ledger.ScrubAsync(cancellation);
            Console.WriteLine("Scrubbed. Logs of the database server and back-ups are not touched: docs/privacy.md says what they hold, and for how long.");
            return ExitCode.Done;
        });
        return command;
    }
}
