using CustomerCapital.ConsolePages.Access;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Policies;

namespace CustomerCapital.ConsolePages.Program;

/// <summary>The versions of the policy, the latest first, with what each has changed of the one before it.</summary>
public sealed class PolicyVersionsTable : ITableSource
{
    public string Name => "policy-versions";

    public Scope Needs => Scope.PolicyRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var say = ask.Speech;
        var versions = (await ask.AskAsync(new ListPolicyVersions())).Versions;
        return new(
            [
                new("version", say["program.version"]), new("at", say["program.since"]), new("by", say["audit.by"]),
                new("changes", say["audit.changes"]) { Means = say["program.changed.means"] },
            ],
            [.. versions.Select(version => new Row(
            [
                new(say.Number(version.Version), version.Version, $"/v1/policy/versions/{version.Version}"), new(say.Moment(version.At), version.At), Cell.Of(version.By), ChangesOf(say, version),
            ]))])
        { Call = "/v1/policy/versions" };
    }

    private static Cell ChangesOf(Speech say, PolicyVersionView version)
    {
        if (version.Before is not { } before) return new(say["program.versions.first"], null);
        var lines = version.Changes.Select(AuditTable.LineOf).ToList();
        if (before != version.Version - 1) lines.Insert(0, say.Say("program.versions.gap", before));
        if (version.MoreChanges > 0) lines.Add(say.Say("program.versions.more", say.Number(version.MoreChanges)));
        // Files are the same in every language.
        IEnumerable<string> plain = [.. before == version.Version - 1 ? [] : (string[])[$"{before} → {version.Version}"], .. version.Changes.Select(AuditTable.LineOf), .. version.MoreChanges == 0 ? [] : (string[])[$"+{version.MoreChanges}"]];
        return new(string.Join('\n', lines), string.Join("; ", plain), Mark: "lines");
    }
}
