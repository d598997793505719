using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CustomerCapital.Client;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Engine.Access;
using CustomerCapital.Gateway;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Settings;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Access;

/// <summary><c>audit</c>: reads and checks the audit log in a database.</summary>
internal static class AuditVerbs
{
    private const int Page = 1_000;

    private static readonly Option<string?> HeadOption = new("--head") { Description = "A hash that an earlier check has written: finds out whether records at the end were taken out", HelpName = "HASH" };

    private static readonly Option<string?> GatewayOption = new("--gateway") { Description = "The address of a server at which to read, with the setting Key, instead of in the database", HelpName = "URL" };

    public static Command Create() => new("audit", "Read and check the audit log") { Verify(), List() };

    private static Command Verify()
    {
        var command = new Command("verify", "Check that no record of the audit log was changed or taken out") { HeadOption };
        command.SetAction(async (line, _) =>
        {
            await using var ledger = await Database.Of(SettingsReader.Read(line)).OpenReaderAsync();
            var found = await AuditCheck.RunAsync((after, limit) => ledger.ReadEntriesAsync(AuditChain.Actor, after, limit), line.GetValue(HeadOption));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{found.Records:N0} records are sound{(found is { Records: > 0, Fault: null } ? $"; note this hash elsewhere, and name it with --head at the next check: {found.Head}" : "")}"));
            if (found.Fault is null) return ExitCode.Done;
            Console.WriteLine(found.Fault);
            return ExitCode.Differences;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Write the records of the audit log, a line of JSON each, oldest first") { GatewayOption };
        command.SetAction(async (line, cancellation) =>
        {
            if (line.GetValue(GatewayOption) is { } address)
            {
                using var client = new GatewayClient(GatewayAddress.Of(address), connectionLimit: 1, SettingsReader.Read(line).Key);
                for (var after = 0L; await client.ListAuditRecordsAsync(after, Page, cancellation) is { Records.Count: > 0 } page; after = page.NextAfter)
                    foreach (var record in page.Records) Write(record);
                return ExitCode.Done;
            }

            await using var ledger = await Database.Of(SettingsReader.Read(line)).OpenReaderAsync();
            for (var after = 0L; await ledger.ReadEntriesAsync(AuditChain.Actor, after, Page, cancellation) is { Count: > 0 } entries; after = entries[^1].Sequence)
                foreach (var entry in entries) Write(AuditRecordView.Of(entry));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(AuditRecordView record) => Console.WriteLine(JsonSerializer.Serialize(record, GatewayJson.Of<AuditRecordView>()));
}
