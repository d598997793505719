using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Engine.Conformance.Privacy;

/// <summary>A person is told what is held, and erased, wherever the histories are that name the person.</summary>
public abstract class ErasureConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    private const string Id = "ada.lovelace@example.org";

    [Fact]
    public async Task EraseCustomer_takes_the_person_out_of_every_history_and_leaves_the_reports_as_they_are()
    {
        await GivenAsync("brought-by", Purchase("b1", 5), new MakeReferral { ReferralId = $"card of {Id}", ReferredCustomerId = Id, OccurredAt = Start });
        await GivenAsync(Id, new RegisterCustomer { Name = "Ada Lovelace", Email = Id, Phone = "+41 79 555 01 23", OccurredAt = Start }, Purchase($"{Id}/1", 10), Purchase("p2", 20));
        await GivenAsync("neighbour", new RegisterCustomer { Name = "Nina", OccurredAt = Start }, new ScheduleFollowUp { FollowUpId = "f", Kind = FollowUpKind.Call, DueAt = Start.AddDays(3), Note = "Ask Ada Lovelace (079/555.01.23)", OccurredAt = Start });
        await SettleAsync();
        var (metrics, told) = (await Engine.AskAsync(new ReportMetrics()), (await Engine.AskAsync(new ReadPerson(Id, 0, 100)))!);
        Assert.Equal(("Ada Lovelace", 1), (told.Known!.Profile.Name, told.Known.OtherCustomers));

        var erasure = (await Engine.AskAsync(new EraseCustomer(Id, "request-1", "maria", "By letter."))).Erasure!;
        await SettleAsync();

        Assert.Equal((ErasureStatus.Done, true), (erasure.Status, ErasedId.Is(erasure.ErasedId)));
        Assert.Null(await Engine.Customer(Id).GetAsync());
        Assert.Equal((2L, null), ((await Engine.Customer(erasure.ErasedId).GetAsync())!.Orders, (await Engine.Customer(erasure.ErasedId).GetAsync())!.Profile.Name));
        foreach (var customer in (string[])["brought-by", "neighbour", erasure.ErasedId])
            foreach (var entry in Whole(await EntriesAsync(customer)))
                foreach (var value in (string[])[Id, "Lovelace", "555 01 23", "555.01.23"]) Assert.DoesNotContain(value, entry, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(metrics, await Engine.AskAsync(new ReportMetrics()));
        Assert.Equal([erasure.ErasedId], (await Engine.AskAsync(new ListErasures())).Select(known => known.ErasedId));
    }

    [Fact]
    public async Task EraseCustomer_again_is_the_same_erasure_and_nobody_new_is_erased()
    {
        await GivenAsync("somebody", Purchase("p1", 10));
        var first = (await Engine.AskAsync(new EraseCustomer("somebody", "request-1", "maria", null))).Erasure!;
        await GivenAsync("somebody", Purchase("p1", 10));

        var again = (await Engine.AskAsync(new EraseCustomer("somebody", "request-1", "maria", null))).Erasure!;

        Assert.Equal((first.ErasedId, ErasureStatus.Done), (again.ErasedId, again.Status));
        Assert.Equal(1, (await CustomerAsync("somebody")).Orders);
    }
}
