using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Conformance;
using Microsoft.Data.SqlClient;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>Sessions end: what has left nothing behind is begun again, and a commit whose outcome is not known is told to the caller.</summary>
public sealed class LostSessionsOnSqlServer : IAsyncLifetime
{
    private static readonly CounterKind[] AllKinds = [.. Capabilities.Counters.Values];

    private ServerDatabase _database = null!;
    private CuttingProxy _proxy = null!;
    private SqlServerLedger _ledger = null!;
    private string _proxied = "";

    public async Task InitializeAsync()
    {
        _database = await ServerDatabase.NewAsync();
        var connection = new SqlConnectionStringBuilder(_database.ConnectionString);
        _proxy = new(connection.DataSource);
        connection.DataSource = _proxy.Address;
        connection["Encrypt"] = "False";
        _proxied = connection.ConnectionString;
        _ledger = SqlServerLedger.Open(_proxied);
        await _ledger.MigrateAsync();
    }

    public async Task DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _proxy.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task AppendAsync_whose_session_ends_before_the_commit_is_begun_again_on_another()
    {
        var ada = new Scribe("ada");
        _proxy.CutBefore("INSERT INTO customercapital.entries", times: 1);

        await _ledger.AppendAsync(ada.Write(Purchase("p1")));

        Assert.Equal(1, _proxy.Cuts);
        Same.Entries(ada.Entries, await _ledger.ReadEntriesAsync("ada", 0, 10));
        Same.Counters(ada.Contribution, await _ledger.ReadCountersAsync(AllKinds));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AppendAsync_whose_session_ends_while_it_commits_is_unavailable_and_not_begun_again(bool arrives)
    {
        var ada = new Scribe("ada");
        var append = ada.Write(Purchase("p1"));
        _proxy.CutAtCommit(arrives);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => _ledger.AppendAsync(append));
        Assert.Equal(1, _proxy.Cuts);
        Same.Entries(arrives ? ada.Entries : [], await _ledger.ReadEntriesAsync("ada", 0, 10));
        var again = await Record.ExceptionAsync(() => _ledger.AppendAsync(append));

        if (arrives) Assert.IsType<VersionConflictException>(again);
        else Assert.Null(again);
        Same.Entries(ada.Entries, await _ledger.ReadEntriesAsync("ada", 0, 10));
        Same.Counters(ada.Contribution, await _ledger.ReadCountersAsync(AllKinds));
    }

    [Fact]
    public async Task RecallAsync_after_every_session_was_ended_finds_new_ones()
    {
        var ada = new Scribe("ada");
        await _ledger.AppendAsync(ada.Write(Purchase("p1")));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _ledger.ReadEntriesAsync("ada", 0, 1)));
        _proxy.CutAll();

        Same.State(ada.State, (await _ledger.RecallAsync(ada.Recall())).Row?.State);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _ledger.ReadEntriesAsync("ada", 0, 1)));
        await _ledger.AppendAsync(ada.Write(Purchase("p2")));
    }

    [Fact]
    public async Task WriteControlAsync_whose_session_ends_is_unavailable_and_not_begun_again()
    {
        await _ledger.WriteControlAsync("policy", "{}", 0);
        _proxy.CutBefore("UPDATE customercapital.control_states", times: 1);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => _ledger.WriteControlAsync("policy", "[]", 1));

        Assert.Equal(new("{}", 1), await _ledger.ReadControlAsync("policy"));
        await _ledger.WriteControlAsync("policy", "[]", 1);
    }

    [Fact]
    public async Task OpenToReadAsync_whose_session_was_ended_is_unavailable_for_good()
    {
        await using var reader = await SqlServerLedger.OpenToReadAsync(_proxied);
        _proxy.CutAll();

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => reader.ReadMessagesAsync(1));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => reader.CountCustomersAsync(Segment.Everyone));
    }
}
