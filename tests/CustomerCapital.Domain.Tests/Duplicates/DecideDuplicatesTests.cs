using CustomerCapital.Domain.Duplicates;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Tests.Duplicates;

/// <summary>What is decided of a group holds until it is decided otherwise, and says who and why.</summary>
public sealed class DecideDuplicatesTests
{
    private static readonly string Group = DuplicateGroup.IdOf(["anna", "Anna"]);

    private readonly CustomerScenario _scenario = new(new ProgramPolicy { Currency = "EUR" }, DuplicateGroup.ActorOf(Group));

    [Fact]
    public void Decide_not_the_same_says_by_whom_and_why()
    {
        _scenario.When(new DecideDuplicates { CustomerIds = ["anna", "Anna"], Verdict = DuplicateVerdict.NotTheSame, By = "maria", Reason = "Mother and daughter." });

        var group = DuplicateGroup.Part.Of(_scenario.State);
        Assert.Equal((DuplicateVerdict.NotTheSame, "maria", "Mother and daughter."), (group.Verdict, group.By, group.Reason));
        Assert.NotNull(group.At);
        Assert.Equal(["Anna", "anna"], Assert.IsType<DuplicatesDecided>(Assert.Single(_scenario.Entries).Event).CustomerIds);
    }

    [Fact]
    public void Decide_what_holds_already_changes_nothing()
    {
        _scenario.When(new DecideDuplicates { CustomerIds = ["Anna", "anna"], Verdict = DuplicateVerdict.Undecided });
        Assert.Empty(_scenario.Entries);
        _scenario.When(new DecideDuplicates { CustomerIds = ["Anna", "anna"], Verdict = DuplicateVerdict.NotTheSame, By = "maria" });
        _scenario.When(new DecideDuplicates { CustomerIds = ["anna", "Anna"], Verdict = DuplicateVerdict.NotTheSame, By = "otto" });

        Assert.Equal("maria", DuplicateGroup.Part.Of(_scenario.State).By);
        Assert.Single(_scenario.Entries);
    }

    [Fact]
    public void Decide_again_takes_it_back()
    {
        _scenario.When(new DecideDuplicates { CustomerIds = ["anna", "Anna"], Verdict = DuplicateVerdict.NotTheSame });
        _scenario.When(new DecideDuplicates { CustomerIds = ["anna", "Anna"], Verdict = DuplicateVerdict.Undecided, Reason = "Asked her." });

        Assert.Equal((DuplicateVerdict.Undecided, "Asked her."), (DuplicateGroup.Part.Of(_scenario.State).Verdict, DuplicateGroup.Part.Of(_scenario.State).Reason));
    }

    [Fact]
    public void Faults_name_what_is_no_group()
    {
        Assert.Equal(["customerIds"], FieldsOf(new() { CustomerIds = ["anna"], Verdict = DuplicateVerdict.NotTheSame }));
        Assert.Equal(["customerIds"], FieldsOf(new() { CustomerIds = ["anna", "anna"], Verdict = DuplicateVerdict.NotTheSame }));
        Assert.Equal(["customerIds"], FieldsOf(new() { CustomerIds = [.. Enumerable.Range(0, 51).Select(i => $"c{i}")], Verdict = DuplicateVerdict.NotTheSame }));
        Assert.Equal(["customerIds"], FieldsOf(new() { CustomerIds = ["anna", null!], Verdict = DuplicateVerdict.NotTheSame }));
        Assert.Equal(["verdict"], FieldsOf(new() { CustomerIds = ["anna", "Anna"] }));

        static IEnumerable<string> FieldsOf(DecideDuplicates command) => command.Faults().Select(fault => fault.Field);
    }

    [Fact]
    public void IdOf_a_group_depends_on_whom_and_not_on_the_order()
    {
        Assert.Equal(Group, DuplicateGroup.IdOf(["Anna", "anna"]));
        Assert.Equal(32, Group.Length);
        Assert.NotEqual(Group, DuplicateGroup.IdOf(["Anna", "anna", "ANNA"]));
        Assert.NotEqual(DuplicateGroup.IdOf(["ab", "c"]), DuplicateGroup.IdOf(["a", "bc"]));
    }
}
