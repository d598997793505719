using System.Text;
using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Domain.Tests.Golden;

/// <summary>What ledgers hold is read for ever: a change of its JSON is a change of this file, to be reviewed as such.</summary>
public sealed class GoldenTests
{
    private const string HowToRenew =
        "The JSON that the ledger keeps differs from Golden/events.json. Ledgers written before must still be read: if the change is meant and old entries "
        + "still decode, renew the file with RENEW_GOLDEN=1 dotnet test tests/CustomerCapital.Domain.Tests --filter GoldenTests, and review its diff.";

    [Fact]
    public void Json_of_entries_commands_state_and_policy_is_the_golden_file()
    {
        var now = Render();
        if (Environment.GetEnvironmentVariable("RENEW_GOLDEN") == "1") File.WriteAllText(Location(), now);

        var golden = File.Exists(Location()) ? File.ReadAllText(Location()) : "";
        Assert.True(now == golden, $"{HowToRenew}\nFirst difference:\n{FirstDifference(golden, now)}");
    }

    [Fact]
    public void Golden_file_reads_back_to_what_it_was_written_from()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Location()));

        Assert.All(golden.RootElement.GetProperty("entries").EnumerateArray(), entry => Assert.Equal(entry.GetRawText(), LedgerJson.EncodeWhole(LedgerJson.DecodeWhole(entry.GetRawText()))));
        Assert.All(golden.RootElement.GetProperty("commands").EnumerateArray(), command => Assert.Equal(command.GetRawText(), LedgerJson.Encode(LedgerJson.DecodeCommand(command.GetRawText()))));
        foreach (var name in (string[])["state", "voucher"])
        {
            var state = golden.RootElement.GetProperty(name).GetRawText();
            Assert.Equal(state, LedgerJson.Encode(LedgerJson.DecodeState(System.Text.Encoding.UTF8.GetBytes(state))));
        }

        var policy = golden.RootElement.GetProperty("policy").GetRawText();
        Assert.Equal(policy, LedgerJson.Encode(LedgerJson.DecodePolicy(policy)));
    }

    /// <remarks>A repeat that comes years later is told from a conflict by the hash that was kept: a hash that changes is no renewal, but a fault.</remarks>
    [Fact]
    public void Hashes_of_the_golden_file_are_those_of_its_commands()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Location()));
        var commands = golden.RootElement.GetProperty("commands").EnumerateArray().Select(command => LedgerJson.DecodeCommand(command.GetRawText())).ToList();
        var hashes = golden.RootElement.GetProperty("hashes").EnumerateArray().Select(hash => hash.GetString()).ToList();

        Assert.Equal(commands.Count, hashes.Count);
        Assert.All(commands.Zip(hashes), pair => Assert.True(LedgerJson.IsHashOf(pair.Second, pair.First), $"{LedgerJson.Encode(pair.First)} had the hash {pair.Second}."));
    }

    [Fact]
    public void State_of_before_it_was_kept_in_parts_is_read_as_the_same()
    {
        var golden = Path.GetDirectoryName(Location())!;
        var state = LedgerJson.DecodeState(File.ReadAllBytes(Path.Combine(golden, "flat-state.json")));
        var inParts = File.ReadAllText(Path.Combine(golden, "flat-state-in-parts.json")).TrimEnd();

        Assert.Equal(LedgerJson.DecodeState(System.Text.Encoding.UTF8.GetBytes(inParts)), state);
        Assert.Equal(inParts, LedgerJson.Encode(state));
    }

    [Theory]
    [InlineData(typeof(ActorEvent), "entries")]
    [InlineData(typeof(ActorCommand), "commands")]
    public void Golden_file_holds_every_type(Type family, string part)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Location()));
        var held = golden.RootElement.GetProperty(part).EnumerateArray()
            .Select(item => (part == "entries" ? item.GetProperty("event") : item).GetProperty("type").GetString()!);

        var types = Capabilities.Commands.Select(command => (command.Type, command.Name))
            .Concat(Capabilities.All.SelectMany(capability => capability.Events).Select(happened => (happened.Type, happened.Name)));
        var lacking = types.Where(type => type.Type.IsSubclassOf(family)).Select(type => type.Name).Except(held);
        Assert.True(!lacking.Any(), $"Golden/events.json holds no {string.Join(", ", lacking)}: give each an example in GoldenExamples, and write the file anew with RENEW_GOLDEN=1.");
        Assert.True(held.Count() > 10);
    }

    private static string Render()
    {
        var text = new StringBuilder();
        text.Append("{\n\"entries\": [\n").AppendJoin(",\n", GoldenExamples.Entries.Select(LedgerJson.EncodeWhole));
        text.Append("\n],\n\"commands\": [\n").AppendJoin(",\n", GoldenExamples.Commands.Select(LedgerJson.Encode));
        text.Append("\n],\n\"hashes\": [\n").AppendJoin(",\n", GoldenExamples.Commands.Select(command => $"\"{LedgerJson.HashOf(command)}\""));
        text.Append("\n],\n\"state\": ").Append(LedgerJson.Encode(GoldenExamples.State));
        text.Append(",\n\"voucher\": ").Append(LedgerJson.Encode(GoldenExamples.VoucherState));
        return text.Append(",\n\"policy\": ").Append(LedgerJson.Encode(GoldenExamples.Policy)).Append("\n}\n").ToString();
    }

    private static string FirstDifference(string golden, string now)
    {
        var (before, after) = (golden.Split('\n'), now.Split('\n'));
        var at = 0;
        while (at < before.Length && at < after.Length && before[at] == after[at]) at++;
        return $"line {at + 1}\n  file: {before.ElementAtOrDefault(at)}\n  now:  {after.ElementAtOrDefault(at)}";
    }

    /// <summary>In the source tree, so that a renewed file shows as a change.</summary>
    private static string Location()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CustomerCapital.sln"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "tests", "CustomerCapital.Domain.Tests", "Golden", "events.json");
    }
}
