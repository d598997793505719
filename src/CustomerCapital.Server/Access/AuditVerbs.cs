using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Engine.Access;
using CustomerCapital.Gateway;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Access;

/// <summary><c>audit</c>: reads and checks the audit log in a database.</summary>
internal static class AuditVerbs
{
    private static readonly Option<string?> HeadOption = new("--head") { Description = "A hash that an earlier check has written: finds out whether records at the end were taken out", HelpName = "HASH" };

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
        var command = new Command("list", "Write the records of the audit log, a line of JSON each, oldest first");
        command.SetAction(async (line, cancellation) =>
        {
            await using var ledger = await Database.Of(SettingsReader.Read(line)).OpenReaderAsync();
            for (var after = 0L; await ledger.ReadEntriesAsync(AuditChain.Actor, after, 1_000, cancellation) is { Count: > 0 } entries; after = entries[^1].Sequence)
                foreach (var entry in entries) Console.WriteLine(JsonSerializer.Serialize(AuditRecordView.Of(entry), GatewayJson.Of<AuditRecordView>()));
            return ExitCode.Done;
        });
        return command;
    }
}
