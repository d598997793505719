using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using CustomerCapital.Client;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Reporting;
using CustomerCapital.Server.Settings;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Access;

/// <summary><c>key</c>: who may call, in a database or at a server that serves it.</summary>
internal static class KeyVerbs
{
    private static readonly Argument<string> IdArgument = new("ID") { Description = "The key's id, which is not used again" };

    private static readonly Option<string?> GatewayOption = new("--gateway") { Description = "The address of a server at which to ask, with the setting Key, instead of in the database", HelpName = "URL", Recursive = true };

    private static readonly Option<string[]> ScopeOption = new("--scope")
    {
        Description = $"What its holder may do; may be given several times: {string.Join(", ", Scopes.All.Select(Scopes.NameOf))}",
        DefaultValueFactory = _ => [],
        HelpName = "SCOPE",
    };

    private static readonly Option<string?> RoleOption = new("--role") { Description = $"The scopes of a role: {string.Join(", ", Enum.GetValues<Role>().Select(NameOf))}", HelpName = "ROLE" };

    private static readonly Option<string?> TitleOption = new("--title") { Description = "What people read", HelpName = "TEXT" };

    private static readonly Option<string?> PrefixOption = new("--customer-prefix") { Description = "For customers alone whose ids begin with this", HelpName = "TEXT" };

    private static readonly Option<string[]> NetworkOption = new("--network") { Description = "A network from which it is taken, such as 203.0.113.0/24; may be given several times", DefaultValueFactory = _ => [], HelpName = "NETWORK" };

    private static readonly Option<DateTimeOffset?> ExpiresOption = new("--expires-at")
    {
        Description = "From when on it is not taken any more, such as 2027-01-01T00:00:00Z",
        CustomParser = parsed => DateTimeOffset.TryParse(parsed.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
            : throw new UsageException($"--expires-at {parsed.Tokens[0].Value}: write it like 2027-01-01T00:00:00Z"),
        HelpName = "INSTANT",
    };

    private static readonly Option<double?> RateOption = new("--requests-per-second") { Description = "Requests a second that its holder may send", HelpName = "N" };

    public static Command Create() => new("key", "Create, list and revoke keys of callers")
    {
        GatewayOption,
        Verb("create", "Create a key, and write its text, which is told this once", [IdArgument, ScopeOption, RoleOption, TitleOption, PrefixOption, NetworkOption, ExpiresOption, RateOption], CreateAsync, CreateAtServerAsync),
        Verb("list", "List all keys, without their texts", [], isReading: true, inDatabase: async (engine, _, cancellation) => List(await engine.ListKeysAsync(TimeProvider.System.GetUtcNow(), cancellation)),
            atServer: async (client, _, cancellation) => List(await client.ListKeysAsync(cancellation))),
        Verb("revoke", "Revoke a key, for ever", [IdArgument], async (engine, line, cancellation) =>
        {
            if (await engine.AskAsync(new RevokeKey(line.GetValue(IdArgument)!), cancellation) is { Key: null }) throw new UsageException($"there was never a key '{line.GetValue(IdArgument)}'; they are listed by: customercapital key list");
            await WriteDownAsync(engine, "revokeKey", line.GetValue(IdArgument)!);
            Console.WriteLine("Revoked.");
        }, async (client, line, cancellation) =>
        {
            await client.RevokeKeyAsync(line.GetValue(IdArgument)!, cancellation);
            Console.WriteLine("Revoked; no gateway takes it any more.");
        }),
    };

    private static Command Verb(
        string name, string description, IReadOnlyList<Symbol> symbols, Func<InProcessHost, ParseResult, CancellationToken, Task> inDatabase, Func<GatewayClient, ParseResult, CancellationToken, Task> atServer, bool isReading = false)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)symbol);
        }

        command.SetAction(async (line, cancellation) =>
        {
            var settings = SettingsReader.Read(line);
            if (line.GetValue(GatewayOption) is { } address)
            {
                using var client = new GatewayClient(GatewayAddress.Of(address), connectionLimit: 1, settings.Key);
                await atServer(client, line, cancellation);
                return ExitCode.Done;
            }

            await using var engine = isReading ? await Database.Of(settings).StartReaderAsync() : await Database.Of(settings).StartEngineAsync(cancellation);
            await inDatabase(engine, line, cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task CreateAsync(InProcessHost engine, ParseResult line, CancellationToken cancellation)
    {
        var (id, terms) = (line.GetValue(IdArgument)!, TermsOf(line));
        var text = AccessKey.TextOf(RandomNumberGenerator.GetBytes(AccessKey.SecretBytes));
        var creation = await engine.AskAsync(new CreateKey(id, terms, AccessKey.HashOf(text)!, "command line"), cancellation);
        if (creation.Status != KeyCreationStatus.Created)
            throw new UsageException(creation.Status == KeyCreationStatus.Exists ? $"a key has or had the id '{id}'; take another" : $"there are {AccessKey.Most:N0} keys, and more are not kept");
        await WriteDownAsync(engine, "createKey", id);
        Console.WriteLine(text);
    }

    /// <summary>Tells the audit log of what was done beside every gateway.</summary>
    private static Task WriteDownAsync(InProcessHost engine, string action, string keyId) =>
        AuditLines.WriteAsync(engine.Customer(AuditChain.Actor), new("command line", action) { Target = $"/v1/keys/{keyId}", Status = 200 });

    private static async Task CreateAtServerAsync(GatewayClient client, ParseResult line, CancellationToken cancellation) =>
        Console.WriteLine((await client.CreateKeyAsync(line.GetValue(IdArgument)!, TermsOf(line), cancellation)).Text);

    private static KeyTerms TermsOf(ParseResult line)
    {
        var scopes = line.GetValue(ScopeOption)!.Select(name => Scopes.Of(name) ?? throw new UsageException($"--scope {name}: must be one of {string.Join(", ", Scopes.All.Select(Scopes.NameOf))}")).ToList();
        if (line.GetValue(RoleOption) is { } role)
            scopes.AddRange(Roles.ScopesOf(Enum.GetValues<Role>().Cast<Role?>().FirstOrDefault(known => NameOf(known!.Value) == role) ?? throw new UsageException($"--role {role}: must be one of {string.Join(", ", Enum.GetValues<Role>().Select(NameOf))}")));
        var terms = new KeyTerms
        {
            Scopes = [.. scopes.Distinct().Order()],
            Title = line.GetValue(TitleOption),
            CustomerPrefix = line.GetValue(PrefixOption),
            Networks = line.GetValue(NetworkOption)!,
            ExpiresAt = line.GetValue(ExpiresOption),
            RequestsPerSecond = line.GetValue(RateOption),
        };
        return ((Domain.Program.FieldFault[])[.. KeptKeys.IdFaults(line.GetValue(IdArgument)), .. terms.Faults()]) is [var fault, ..] ? throw new UsageException($"{fault.Field}: {fault.Message}") : terms;
    }

    private static void List(IReadOnlyList<KeyView> keys) => new TextTable(["key", "status", "scopes", "customers", "networks", "expires", "last used", "by"], ReportOutput.Width).Write(Console.Out, [.. keys.Select(key => new[]
    {
        key.KeyId, NameOf(key.Status), key.Terms.Scopes.Count == Scopes.All.Count ? "all" : string.Join(' ', key.Terms.Scopes.Select(Scopes.NameOf)), key.Terms.CustomerPrefix is { } prefix ? prefix + "…" : "all",
        key.Terms.Networks.Count == 0 ? "all" : string.Join(' ', key.Terms.Networks), Text(key.Terms.ExpiresAt), Text(key.LastUsedAt), key.By ?? "",
    })]);

    private static string NameOf<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static string Text(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "";
}
