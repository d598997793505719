using System.Text.Json;
using CustomerCapital.Domain.Program;
using CustomerCapital.Grains.Wire;

namespace CustomerCapital.Grains.Tests.Wire;

public sealed class GrainStateJsonTests
{
    private static readonly GrainStateJson Json = new();

    [Fact]
    public void Serialize_writes_plain_json_without_names_of_types()
    {
        var json = Json.Serialize(new Campaign { Title = "Spring", Cursor = "ada", Months = [Month.Of(2026, 1)] }).ToString();

        Assert.Equal("{\"title\":\"Spring\",\"cursor\":\"ada\",\"months\":[\"2026-01\"]}", json);
    }

    [Fact]
    public void Deserialize_passes_over_what_it_does_not_know_and_leaves_what_is_missing()
    {
        var state = Json.Deserialize<Campaign>(new BinaryData("{\"later\":{\"a\":[1]},\"title\":\"Spring\"}"));

        Assert.Equal(("Spring", null, 0), (state.Title, state.Cursor, state.Months.Count));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("[]")]
    public void Deserialize_of_what_is_no_state_throws(string text) => Assert.Throws<JsonException>(() => Json.Deserialize<Campaign>(new BinaryData(text)));

    private sealed class Campaign
    {
        public string? Title { get; set; }

        public string? Cursor { get; set; }

        public List<Month> Months { get; set; } = [];
    }
}
