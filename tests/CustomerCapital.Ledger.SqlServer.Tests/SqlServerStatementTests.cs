using System.Text.RegularExpressions;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Reading;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.SqlClient;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>Whatever is sent to a server is Transact-SQL of SQL Server 2019, and names no parameter that is not sent with it. Read by the server's own parser.</summary>
public sealed class SqlServerStatementTests
{
    private static readonly SqlServerDialect Dialect = new("sqlserver:");

    private static readonly Segment SomeSegment = new AllOf(
    [
        CustomerFields.CustomerId.Where(SegmentOperator.In, "a", "b"),
        LadderFields.Rung.Where(SegmentOperator.In, Domain.Ladder.Rung.Buyer),
        new Not(PurchaseFields.Revenue.Where(SegmentOperator.AtLeast, new Domain.Program.Money(-7))),
        new AnyOf([PurchaseFields.AverageOrderValue.Where(SegmentOperator.AtMost, new Domain.Program.Money(7)), LadderFields.Lapsed.Where(SegmentOperator.Equals, true)]),
        PurchaseFields.LastPurchaseAt.Where(SegmentOperator.Exists),
    ]);

    public static TheoryData<string> Scripts => [.. SqlServerDialect.Text.Scripts.Select(script => script.Name)];

    public static TheoryData<string> Savepoints => [Dialect.Save, Dialect.UndoToSave, Dialect.BeginSnapshot];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Schema_script_can_be_parsed(string name) => Parse(SqlServerDialect.Text.Scripts.Single(script => script.Name == name).Text);

    [Theory]
    [MemberData(nameof(Savepoints))]
    public void Savepoint_and_snapshot_can_be_parsed(string sql) => Parse(sql);

    [Fact]
    public async Task Every_batch_that_a_ledger_sends_can_be_parsed_with_its_parameters_and_no_statement_is_left_out()
    {
        var session = new RecordedSession(Dialect);
        await using var ledger = new RecordedLedger(new RecordedSessions(session));

        await RunEverythingAsync(ledger, session);

        foreach (var batch in session.Batches) AssertSendable(batch);
        foreach (var sql in session.Texts) Parse(sql);
        var sent = string.Join('\n', session.Batches.Select(batch => batch.CommandText).Concat(session.Texts));
        foreach (var (operation, text) in Operations())
            foreach (var piece in LastLine(text))
                Assert.True(sent.Contains(piece, StringComparison.Ordinal), $"{operation} was not sent: what it needs is not known to be right.");
    }

    [Theory]
    [InlineData("SELECT FROM")]
    [InlineData("SELECT 1 WHERE @unknown = 1")]
    public void What_cannot_be_sent_is_found(string sql) => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertSendable(new SqlCommand(sql)));

    private static async Task RunEverythingAsync(RecordedLedger ledger, RecordedSession session)
    {
        var (ada, call) = (new Scribe("ada"), new Guid("0197a6f2-6f3b-7c1e-9a43-5b2c8f1e7d01"));
        await ledger.MigrateAsync();
        await ledger.AppendAsync(Of(ada.Write(new Domain.Referrals.AcceptReferral { ReferralId = "r", ReferrerId = "bob", OccurredAt = Start }, Purchase("p1")), call));
        var next = ada.Write(Purchase("p2"));
        await ledger.AppendAsync(Scribe.Like(next, idsUnchecked: true));
        await ledger.AppendAsync(Scribe.Like(ada.Write(new Domain.Customers.RegisterCustomer { Name = "Ada", OccurredAt = Start }), due: [new("standing", null), new("other", Start)]));
        await ledger.KeepBoughtAsync(true);
        session.KeepsBought = true;
        await ledger.AppendAsync(ada.Write(new RecordPurchase { PurchaseId = "p3", Lines = [new("tea", "drinks", 1)], OccurredAt = Start }));
        await ledger.FenceAsync(1);
        await ledger.RevokeCallAsync("ada", call);
        await ledger.RecallAsync(ada.Recall("purchase:p1"));
        await ledger.ReadEntriesAsync("ada", 0, 10);
        await ledger.ReadConcerningAsync("ada", "purchase:p1", 0, 10);
        await ledger.ReadNamingAsync("ada", "\"p1\"", 0, 10);
        await ledger.ReadFeedAsync(FeedPlace.Start, 10);
        await ledger.ReadCustomersAsync(SomeSegment, null, 10);
        foreach (var field in CustomerLine.Fields)
        {
            await ledger.ReadSortedAsync(SomeSegment, new(field, Descending: true), null, 10);
            await ledger.ReadSortedAsync(SomeSegment, new(field, Descending: false), new("ada"), 10);
        }

        await ledger.ReadSortedAsync(SomeSegment, CustomerSort.Of("-revenue")!, new("ada", 5), 10);
        await ledger.AppendAsync(ada.Write(
            new Domain.FollowUps.ScheduleFollowUp { FollowUpId = "f1", Kind = Domain.FollowUps.FollowUpKind.Call, DueAt = Start, OccurredAt = Start },
            new Domain.Customers.RegisterCustomer { Name = "Ada Rossi", OccurredAt = Start }));
        await ledger.SearchCustomersAsync(SomeSegment, "rossi", null, 10);
        await ledger.ReadSearchKeysAsync(new("rossi", "ada"), 10);
        await ledger.ReadFollowUpsAsync(Start, new(Start, "ada", "f1"), 10);
        await ledger.ReadIndexedAsync(["ada"]);
        await ledger.CountCustomersAsync(SomeSegment);
        await ledger.ReadDueAsync(Start, 10);
        await ledger.ReadCountersAsync([.. Capabilities.Counters.Values]);
        await ledger.ReadMessagesAsync(10);
        OutgoingMessage message = new(new(1, "ada"), "{}", 1, 1, Start);
        await ledger.SettleMessagesAsync(new() { Delivered = [1], PutOff = [message], Dead = [new(message, "no", Start)] });
        await ledger.ReadDeadLettersAsync(10);
        await ledger.ReplayAsync([1]);
        var forgotten = ada.Write(Purchase("p4"));
        await ledger.AppendAsync(new(forgotten.Before, forgotten.Entries, forgotten.After, forgotten.Difference, forgotten.Messages, forgotten.Due)
        {
            Rewritten = forgotten.Entries, RenamedTo = new(ActorKind.Customer, "erased-1"),
        });
        await ledger.FindNamingAsync(["ada"], 0, 10);
        await ledger.ReaddressAsync([message], [new(message, "no", Start)]);
        await ledger.ScrubAsync();
        await ledger.ReadKeysAsync(ActorKind.Customer, null, 10);
        await ledger.ReadPiecesAsync("ada", new(PieceKind.Sku, "tea"), 10);
        await ledger.ReadControlAsync("policy");
        await ledger.WriteControlAsync("policy", "{}", 0);
        await ledger.GrantAsync("tills");
        await WriterClaim.MakeAsync(session, 3, default);
    }

    private static void AssertSendable(SqlCommand batch)
    {
        Assert.Equal(batch.Parameters.Cast<SqlParameter>().Select(parameter => parameter.ParameterName).Distinct(), batch.Parameters.Cast<SqlParameter>().Select(parameter => parameter.ParameterName));
        var visitor = new Variables();
        Parse(batch.CommandText).Accept(visitor);
        var unknown = visitor.Used.Except(visitor.Declared).Except(batch.Parameters.Cast<SqlParameter>().Select(parameter => parameter.ParameterName));
        Assert.True(!unknown.Any(), $"{string.Join(", ", unknown)} is not sent with: {batch.CommandText}");
    }

    private static TSqlFragment Parse(string sql)
    {
        var fragment = new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        Assert.True(errors.Count == 0, $"{string.Join("; ", errors.Select(error => $"line {error.Line}: {error.Message}"))} in: {sql}");
        return fragment;
    }

    private static IEnumerable<(string Name, string Text)> Operations() => typeof(SqlServerLedger).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith("Sql/", StringComparison.Ordinal)).Select(name => (name[4..], SqlServerDialect.Text.Of(name[4..])));

    /// <summary>What stands in the last line around placeholders.</summary>
    private static string[] LastLine(string text) =>
        Regex.Split(text.Split('\n').Last(line => !line.StartsWith("--", StringComparison.Ordinal) && line != ""), @"\{\w+\}");

    private sealed class Variables : TSqlFragmentVisitor
    {
        public HashSet<string> Used { get; } = [];

        public HashSet<string> Declared { get; } = [];

        public override void Visit(VariableReference node) => Used.Add(node.Name);

        public override void Visit(DeclareVariableElement node) => Declared.Add(node.VariableName.Value);

        /// <remarks>What a procedure calls its parameter.</remarks>
        public override void Visit(ExecuteParameter node)
        {
            if (node.Variable is { } named) Declared.Add(named.Name);
        }

        public override void Visit(DeclareTableVariableBody node) => Declared.Add(node.VariableName.Value);
    }

    private sealed class RecordedLedger(RecordedSessions sessions)
        : SqlLedger(new(Dialect, sessions, sessions, sessions, sessions), new CommitterOptions(), new(), TimeProvider.System)
    {
        public Task GrantAsync(string role) => GrantToAsync(role, default);
    }
}
