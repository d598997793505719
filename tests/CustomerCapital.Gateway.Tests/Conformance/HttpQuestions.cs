using CustomerCapital.Client;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Consents;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Duplicates;
using CustomerCapital.Engine.Feed;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Engine.Households;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Engine.Needs;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Rewards;
using CustomerCapital.Engine.Surveys;
using CustomerCapital.Engine.Templates;
using CustomerCapital.Engine.Value;
using CustomerCapital.Engine.Wallets;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.Feed;
using CustomerCapital.Gateway.FollowUps;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Gateway.Tests.Conformance;

/// <summary>Questions to the engine behind a gateway: each by the client's method for it. The register is paged by the cursors that came with the pages before.</summary>
internal sealed class HttpQuestions(GatewayClient client)
{
    private readonly Dictionary<(string Segment, string AfterCustomerId), string> _cursors = [];

    public async Task<object?> AskAsync(Question question) => question switch
    {
        ReportCohorts asked => await client.GetCohortsAsync(asked.From, asked.Through),
        ReportPeriods asked => await client.GetPeriodsAsync(asked.From, asked.Through),
        ReportMetrics asked => await client.GetMetricsAsync(asked.Through),
        ReportLadder { Shares: { } shares } asked => await client.GetLadderAsync(shares, asked.Share),
        ReportLadder asked => await client.GetLadderAsync(asked.Share),
        ReportValue asked => await client.GetValueAsync(asked.Channels),
        ReportTransitions asked => await client.GetLadderTransitionsAsync(asked.From, asked.Through),
        ReportEquity asked => await client.GetEquityAsync(asked.From, asked.Through, asked.Channels),
        ReportProjection asked => await client.GetProjectionAsync(asked.Periods),
        ReadModels => await client.ListValueModelsAsync(),
        RequestFit asked => await client.FitValueModelsAsync(new(asked.Model, asked.Force)),
        FindCustomerValue asked => await client.GetCustomerValueAsync(asked.CustomerId, asked.Weeks),
        ReadConsents asked => await client.GetConsentsAsync(asked.CustomerId, asked.AfterSequence, asked.Limit),
        PutTemplate asked => new TemplateChange((await client.PutTemplateAsync(asked.Name, asked.Template)).Version),
        ReadNeeds asked => await client.GetNeedsAsync(asked.CustomerId),
        ReportBoughtTogether => await client.GetBoughtTogetherAsync(),
        ListDuplicates asked => await client.ListDuplicatesAsync(asked.Verdict, asked.AfterGroupId, asked.Limit),
        DecideOfDuplicates asked => await DecideAsync(asked),
        ReadPerson asked => await client.GetPersonalDataAsync(asked.CustomerId, asked.AfterSequence, asked.Limit),
        EraseCustomer asked => new EraseAnswer(await client.EraseCustomerAsync(asked.CustomerId, asked.ErasureId, asked.By, asked.Reason)),
        MergeCustomers asked => await OutcomeAsync(() => client.MergeCustomerAsync(asked.CustomerId, asked.IntoCustomerId, asked.MergeId, asked.By, asked.Reason)),
        UndoMerges asked => await OutcomeAsync(() => client.UndoMergeAsync(asked.CustomerId, asked.MergeId, asked.By, asked.Reason, asked.SinceStays)),
        AddMember asked => await OutcomeAsync(() => client.AddHouseholdMemberAsync(asked.HouseholdId, asked.CustomerId)),
        RemoveMember asked => await OutcomeAsync(() => client.RemoveHouseholdMemberAsync(asked.HouseholdId, asked.CustomerId)),
        ReadHousehold asked => await client.FindHouseholdAsync(asked.HouseholdId),
        ReadMerges asked => await client.ListMergesAsync(asked.CustomerId),
        ListErasures => await client.ListErasuresAsync(),
        ListPolicyVersions => await client.ListPolicyVersionsAsync(),
        ReadPolicyVersion asked => await client.GetPolicyVersionAsync(asked.Version),
        ReportRewards => await client.GetRewardsAsync(),
        ReportLiability asked => await client.GetLiabilityAsync(asked.Day),
        FindCustomers { Moment: null } asked => await FindAsync(asked),
        CountCustomers { Moment: null } asked => await client.CountCustomersAsync(asked.Segment),
        ReadFeed asked => await ReadFeedAsync(asked),
        SearchCustomers { Segment: AllOf { Parts.Count: 0 }, Moment: null } asked => await SearchAsync(asked),
        ReportFollowUps asked => await client.GetFollowUpReportAsync(asked.From, asked.Through),
        ReportSurveys asked => await client.GetSurveyReportAsync(asked.From, asked.Through),
        ReadWorkList asked => await ReadWorkListAsync(asked),
        ReadLetters asked => await client.ListLettersAsync(asked.Template, asked.Through, asked.Assignee, asked.After is { } after ? WorkListCursor.Write(after) : null, asked.Limit) is { } page
            ? new LetterBatch(page.Letters, page.NextAfter is { } next ? WorkListCursor.Read(next)! : null) : new LetterBatch([], null, IsTemplateMissing: true),
        _ => throw new NotSupportedException($"A gateway has no endpoint for {question}."),
    };

    /// <remarks>That nothing was to be done, or was done before, is not told apart.</remarks>
    private static async Task<CommandOutcome> OutcomeAsync(Func<Task<Receipt>> send)
    {
        try
        {
            return new(OutcomeStatus.Accepted, await send());
        }
        catch (GatewayException refused) when (refused.Code is not null)
        {
            return new(refused.Code == CommandOutcome.MalformedCode ? OutcomeStatus.Malformed : OutcomeStatus.Refused, null, refused.Code, refused.Detail, refused.Faults);
        }
    }

    private async Task<DuplicatesDecision> DecideAsync(DecideOfDuplicates asked)
    {
        var decided = await client.DecideDuplicatesAsync(new(asked.CustomerIds, asked.Verdict, asked.By, asked.Reason));
        return new(new(OutcomeStatus.Accepted), decided.GroupId, decided.Decided);
    }

    private async Task<CustomerPage> FindAsync(FindCustomers asked)
    {
        var list = SegmentJson.Write(asked.Segment);
        var cursor = asked.AfterCustomerId is null ? null : _cursors[(list, asked.AfterCustomerId)];
        var page = await client.ListCustomersAsync(asked.Segment, cursor, limit: asked.Limit);
        if (page.NextCursor is not null) _cursors[(list, page.Customers[^1].CustomerId)] = page.NextCursor;
        return new([.. page.Customers.Select(LineOf)], page.NextCursor is not null);
    }

    /// <remarks>The cursor stands for the place of which callers are not told more.</remarks>
    private async Task<FoundCustomers> SearchAsync(SearchCustomers asked)
    {
        var page = await client.SearchCustomersAsync(asked.Text, asked.After?.Key, asked.Limit);
        return new([.. page.Customers.Select(item => new FoundCustomer(LineOf(item), item.Name, item.Email))], page.NextCursor is { } cursor ? new(cursor, page.Customers[^1].CustomerId) : null);
    }

    private async Task<WorkList> ReadWorkListAsync(ReadWorkList asked)
    {
        var page = await client.ListFollowUpsAsync(asked.Through, asked.After is { } after ? WorkListCursor.Write(after) : null, asked.Limit, asked.Kind, asked.Assignee);
        return new(page.FollowUps, page.NextAfter is { } next ? WorkListCursor.Read(next)! : null);
    }

    private async Task<FeedPage?> ReadFeedAsync(ReadFeed asked)
    {
        try
        {
            var feed = await client.ReadFeedAsync(asked.After.Keys.Count == 0 ? null : FeedCursor.Write(asked.After), asked.Limit);
            return new([.. feed.Entries.Select(EntryOf)], FeedCursor.Read(feed.NextAfter)!);
        }
        catch (GatewayException refused) when (refused.Message.Contains("400 (malformed): after: Is no place in this ledger", StringComparison.Ordinal))
        {
            return null;
        }

        static Entry EntryOf(FeedEntry told)
        {
            Assert.Equal("customer", told.Actor.Kind);
            return new(told.Actor.Key, told.Sequence, told.OccurredAt, told.RecordedAt, told.Event, told.NaturalId, told.ConcernsId, told.ContentHash, told.After);
        }
    }

    /// <summary>What an item of a list tells of the row.</summary>
    private static CustomerLine LineOf(ListedCustomer item)
    {
        var line = new CustomerLine();
        foreach (var field in CustomerListItem.Fields.Intersect(CustomerLine.Fields)) line[field] = item[field];
        return line;
    }
}
