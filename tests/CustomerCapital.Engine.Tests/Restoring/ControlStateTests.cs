using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Engine.Exporting;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.SignedLinks;
using CustomerCapital.Engine.Templates;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Restoring;

/// <summary>What an export holds besides policy, saved segments and entries.</summary>
public sealed class ControlStateTests : IAsyncLifetime
{
    private static readonly MessageTemplate Receipt = Of(ContactPurpose.Service, "Thank you");
    private static readonly MessageTemplate News = Of(ContactPurpose.Marketing, "News");

    private readonly FakeTimeProvider _time = new(new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));
    private InProcessHost _host = null!;
    private InProcessHost _another = null!;

    public async Task InitializeAsync()
    {
        (_host, _another) = (await InProcessHost.StartAsync(new InMemoryLedger(), new(), _time), await InProcessHost.StartAsync(new InMemoryLedger(), new(), _time));
        await PutAsync(_host, "receipt", News);
        await PutAsync(_host, "news", News);
        await PutAsync(_host, "receipt", Receipt);
        await _host.ExecuteAsync("ada", [new RegisterCustomer { Name = "Ada", Email = "ada@example.org" }]);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _another.DisposeAsync();
    }

    [Fact]
    public async Task Templates_are_restored_as_they_were_and_once()
    {
        var lines = await ExportAsync(linkKeys: false);

        foreach (var _ in (int[])[1, 2]) await RestoreAsync(lines);

        var kept = await _another.AskAsync(new ReadTemplates());
        Assert.Equal([("news", News), ("receipt", Receipt)], kept.Saved.Saved.Select(saved => (saved.Name, saved.Template)));
        Assert.Equal(1, kept.Version);
        Assert.Equal("accepted", (await _another.ExecuteAsync("ada", [new PlanMessage { MessageId = "m1", Template = "receipt" }]))[0].Status.ToString().ToLowerInvariant());
    }

    [Fact]
    public async Task Template_that_is_another_here_is_refused_and_nothing_is_changed()
    {
        await PutAsync(_another, "receipt", News);

        var refused = await Assert.ThrowsAsync<RestoreConflictException>(async () => await RestoreAsync(await ExportAsync(linkKeys: false)));

        Assert.Equal("The template 'receipt' is another here; delete it, or save it under another name.", refused.Message);
        Assert.Equal([("receipt", News)], (await _another.AskAsync(new ReadTemplates())).Saved.Saved.Select(saved => (saved.Name, saved.Template)));
    }

    [Fact]
    public async Task Template_that_cannot_be_saved_is_refused()
    {
        var line = ExportLine.Parse("""{"templates":{"saved":[{"name":"broken","template":{"purpose":"service","variants":[]},"version":1}]}}"""u8);

        var refused = await Assert.ThrowsAsync<RestoreConflictException>(() => _another.Restore().TakeAsync(line));

        Assert.StartsWith("The template 'broken' cannot be saved: variants ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await _another.AskAsync(new ReadTemplates())).Version);
    }

    [Fact]
    public async Task Link_holds_in_a_restored_ledger_where_the_export_has_the_keys_and_only_there()
    {
        var link = await _host.AskAsync(new MakeLink(LinkKind.CustomerPage, "ada"));
        var token = link.Token;

        await RestoreAsync(await ExportAsync(linkKeys: true));
        await RestoreAsync(await ExportAsync(linkKeys: true));

        Assert.Equal(LinkStatus.Valid, (await _another.AskAsync(new ReadLink(LinkKind.CustomerPage, token))).Status);
        await using var without = await InProcessHost.StartAsync(new InMemoryLedger(), new(), _time);
        await RestoreAsync(await ExportAsync(linkKeys: false), without);
        Assert.Equal(LinkStatus.Invalid, (await without.AskAsync(new ReadLink(LinkKind.CustomerPage, token))).Status);
    }

    [Fact]
    public async Task Keys_are_refused_by_a_ledger_that_has_its_own()
    {
        await _host.AskAsync(new MakeLink(LinkKind.CustomerPage, "ada"));
        await _another.ExecuteAsync("bea", [new RegisterCustomer { Name = "Bea" }]);
        await _another.AskAsync(new MakeLink(LinkKind.CustomerPage, "bea"));

        await Assert.ThrowsAsync<RestoreConflictException>(async () =>
        {
            foreach (var line in await ExportAsync(linkKeys: true))
                if (ExportLine.Parse(line).LinkKeys is not null) await _another.Restore().TakeAsync(ExportLine.Parse(line));
        });
    }

    private static MessageTemplate Of(ContactPurpose purpose, string subject) => new() { Purpose = purpose, Variants = [new("en", subject, "Hello {{ customer.name }}", "<p>Hello</p>"), new("de", subject, "Hallo")] };

    private static async Task PutAsync(InProcessHost host, string name, MessageTemplate template)
    {
        var kept = await host.AskAsync(new ReadTemplates());
        Assert.NotNull((await host.AskAsync(new PutTemplate(name, template, kept.Version))).Version);
    }

    private async Task<List<byte[]>> ExportAsync(bool linkKeys)
    {
        var lines = new List<byte[]>();
        await foreach (var line in _host.Export(linkKeys).ReadAsync()) lines.Add(line.ToUtf8());
        Assert.All(lines, line => Assert.True(ExportLine.IsOne(line)));
        return lines;
    }

    private async Task RestoreAsync(IEnumerable<byte[]> lines, InProcessHost? host = null)
    {
        var restore = (host ?? _another).Restore();
        foreach (var line in lines) await restore.TakeAsync(ExportLine.Parse(line));
        await restore.CompleteAsync();
    }
}
