using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Duplicates;
using CustomerCapital.Engine.Duplicates;

namespace CustomerCapital.Engine.Conformance.Duplicates;

/// <summary>Customers who are likely to be one person are listed until somebody decides that they are not.</summary>
public abstract class DuplicatesConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Fact]
    public async Task ListDuplicates_has_whose_ids_or_addresses_are_alike_as_they_are_now()
    {
        await GivenAsync("anna@example.org", Purchase("p1", 10));
        await GivenAsync("Anna@Example.org", new RegisterCustomer { Name = "Anna", OccurredAt = Start });
        await GivenAsync("a-7", new RegisterCustomer { Name = "Anna Rossi", Email = "ANNA@example.org", OccurredAt = Start });
        await GivenAsync("c1", new RegisterCustomer { Email = "bo@example.org", OccurredAt = Start });
        await GivenAsync("C1", new RegisterCustomer { Email = "Bo@example.org", OccurredAt = Start });
        await GivenAsync("anna rossi", new RegisterCustomer { Name = "c1", OccurredAt = Start });
        await GivenAsync("alone", new RegisterCustomer { Name = "Anna Rossi", Email = "alone@example.org", OccurredAt = Start });

        var list = await ListAsync(new(10));

        Assert.Equal(["anna@example.org", "bo@example.org"], list.Groups.Select(group => group.Form).Order());
        var anna = list.Groups.Single(group => group.Form == "anna@example.org");
        Assert.Equal(["Anna@Example.org", "a-7", "anna@example.org"], anna.Customers.Select(customer => customer.CustomerId));
        Assert.Equal((null, "Anna", "Anna Rossi"), (anna.Customers[2].Name, anna.Customers[0].Name, anna.Customers[1].Name));
        Assert.Equal((1L, "ANNA@example.org"), (anna.Customers[2].Orders, anna.Customers[1].Email));
        Assert.Equal(DuplicateGroup.IdOf(["anna@example.org", "Anna@Example.org", "a-7"]), anna.GroupId);
        Assert.Equal((false, null, false), (anna.More, anna.Decided, list.IsCut));

        await Engine.ExecuteAsync("a-7", [new ChangeRegistration { Email = "rossi@example.org", OccurredAt = Start }]);

        anna = (await ListAsync(new(10))).Groups.Single(group => group.Form == "anna@example.org");
        Assert.Equal(["Anna@Example.org", "anna@example.org"], anna.Customers.Select(customer => customer.CustomerId));
        Assert.Equal(DuplicateGroup.IdOf(["anna@example.org", "Anna@Example.org"]), anna.GroupId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ListDuplicates_pages_through_every_group_once(int limit)
    {
        for (var i = 0; i < 5; i++)
        {
            await GivenAsync($"c{i}", Purchase("p1", 10));
            await GivenAsync($"C{i}", Purchase("p1", 10));
        }

        var forms = new List<string>();
        string? after = null;
        do
        {
            var list = await ListAsync(new(limit, AfterGroupId: after));
            Assert.InRange(list.Groups.Count, 1, limit);
            forms.AddRange(list.Groups.Select(group => group.Form));
            after = list.Next;
        }
        while (after is not null);

        Assert.Equal(["c0", "c1", "c2", "c3", "c4"], forms.Order());
    }

    [Fact]
    public async Task DecideOfDuplicates_takes_a_group_off_the_list_until_it_is_taken_back()
    {
        await GivenAsync("c1", Purchase("p1", 10));
        await GivenAsync("C1", Purchase("p1", 10));
        Assert.Single((await ListAsync(new(10))).Groups);

        var decision = await Engine.AskAsync(new DecideOfDuplicates(["c1", "C1"], DuplicateVerdict.NotTheSame, "maria", "Two tills."));

        Assert.Equal((DuplicateGroup.IdOf(["c1", "C1"]), DuplicateVerdict.NotTheSame, "maria", "Two tills."), (decision.GroupId, decision.Decided!.Verdict, decision.Decided.By, decision.Decided.Reason));
        Assert.Empty((await ListAsync(new(10))).Groups);
        var decided = Assert.Single((await ListAsync(new(10, DuplicateVerdict.NotTheSame))).Groups);
        Assert.Equal(decision.Decided, decided.Decided);

        await Engine.AskAsync(new DecideOfDuplicates(["C1", "c1"], DuplicateVerdict.Undecided));

        Assert.Equal(DuplicateVerdict.Undecided, Assert.Single((await ListAsync(new(10))).Groups).Decided!.Verdict);
        Assert.Empty((await ListAsync(new(10, DuplicateVerdict.NotTheSame))).Groups);
    }

    private async Task<DuplicateList> ListAsync(ListDuplicates question)
    {
        var list = await Engine.AskAsync(question);
        // Whoever looks through a large program answers before the end.
        while (list.LookedAt is null) list = await Engine.AskAsync(question);
        Assert.Null(list.Failure);
        return list;
    }
}
