using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Customers;

public sealed class TextTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("...")]
    [InlineData(".a")]
    [InlineData("Bestellung 42/ä #1")]
    [InlineData("注文-😀")]
    public void Id_of_plain_characters_is_taken(string id) => Assert.Empty(Text.IdFaults("id", id));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a\u00a0")]
    [InlineData("a\nb")]
    [InlineData("a\u0000b")]
    [InlineData("a\u0085b")]
    [InlineData(".")]
    [InlineData("..")]
    public void Id_that_is_missing_or_holds_controls_or_outer_space_is_a_fault(string? id) => Assert.Equal("id", Assert.Single(Text.IdFaults("id", id)).Field);

    /// <remarks>Built here because broken Unicode cannot pass through a test's name.</remarks>
    [Fact]
    public void Id_with_half_a_surrogate_pair_is_a_fault()
    {
        foreach (var broken in (string[])["a\ud83d", "\ude00a", "\ud83d\ud83d\ude00", "\ude00\ud83d"]) Assert.Single(Text.IdFaults("id", broken));
    }

    [Fact]
    public void Id_at_its_limit_is_taken_and_beyond_it_is_a_fault()
    {
        Assert.Empty(Text.IdFaults("id", new string('i', 128)));
        Assert.Single(Text.IdFaults("id", new string('i', 129)));
    }

    [Fact]
    public void Text_of_a_line_refuses_line_breaks_and_a_long_text_takes_them()
    {
        Assert.Single(Text.TextFaults("note", "a\nb"));
        Assert.Empty(Text.TextFaults("note", "a\r\n\tb", Text.LongLimit));
        Assert.Single(Text.TextFaults("note", "a\u0007b", Text.LongLimit));
        Assert.Empty(Text.TextFaults("note", null));
        Assert.Empty(Text.TextFaults("note", ""));
        Assert.Empty(Text.TextFaults("note", new string('n', 200)));
        Assert.Single(Text.TextFaults("note", new string('n', 201)));
    }

    [Fact]
    public void Faults_of_a_registration_name_the_fields()
    {
        var tooLong = new string('x', 201);

        Assert.Equal(
            ["name", "email", "phone", "language", "acquisitionChannel", "acquisitionCost"],
            FaultFields(new RegisterCustomer { Name = tooLong, Email = tooLong, Phone = tooLong, Language = tooLong, AcquisitionChannel = tooLong, AcquisitionCost = Amount("-1") }));
        Assert.Empty(FaultFields(new RegisterCustomer()));
    }
}
