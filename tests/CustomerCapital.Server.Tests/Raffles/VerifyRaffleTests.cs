using System.IO.Compression;
using System.Text;
using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Raffles;

[Collection(ConsoleTests.Name)]
public sealed class VerifyRaffleTests : IDisposable
{
    private const string Terms = "2206b16632f315c8dd6a9d325c6e60a20f6be4dc485db0da37a2854903ec43ed";
    private const string Commitment = "af85d7170060a89f0324f08ad9787616b4c3f9501beb21bb0f160431fea3f187";
    private const string Entries = "6f4da84d0be6f7011d6794130f931c9a4a718f07d5fda8c7a20fc2c3b60168bb";

    private readonly ProgramRun _program = new();
    private readonly string _draw = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Raffles", "once.draw.jsonl"));

    [Fact]
    public async Task A_draw_made_by_another_program_is_right()
    {
        Assert.Equal(ExitCode.Done, await _program.RunAloneAsync("raffle", "verify", _program.Write("once.draw.jsonl", _draw)));

        Assert.Equal($"""
            Raffle 'summer': 3 prizes, 33 entrants with 258 entries
            right       terms: their hash is {Terms}
            right       entries: their hash is {Entries}
            right       seed: it is the one of the commitment {Commitment}
            right       winners: all 6 follow from terms, entries and seed
            The draw is right if what was published before is the same as here. Not compared: --terms-hash, --entries-hash, --commitment.

            """.ReplaceLineEndings("\n"), _program.Printed.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_draw_is_compared_with_what_was_published()
    {
        var file = _program.Write("once.draw.jsonl", _draw);

        Assert.Equal(ExitCode.Done, await _program.RunAloneAsync("raffle", "verify", file, "--terms-hash", Terms, "--commitment", Commitment.ToUpperInvariant(), "--entries-hash", Entries));
        Assert.EndsWith("The draw is right, and it is the one that was announced.\n", _program.Printed.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        Assert.Equal(ExitCode.Differences, await _program.RunAloneAsync("raffle", "verify", file, "--commitment", Entries));
        Assert.Contains($"WRONG       seed: not as published: {Commitment} fits the file, and {Entries} was published", _program.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"c-16\",\"entries\":11", "\"c-16\",\"entries\":12", "WRONG       entries: they were changed: 33 entrants have 259 entries, and the file says 33 and 258")]
    [InlineData("\"seed\":\"a7", "\"seed\":\"a8", "WRONG       seed: it is not the committed one: ")]
    [InlineData("\"repeats\":false", "\"repeats\":true", "WRONG       terms: they were changed: ")]
    [InlineData("\"place\":3,\"customer\":\"c-17\"", "\"place\":3,\"customer\":\"c-1\"", "WRONG       winners: not reproduced: winner 3 of 'pillow' is 'c-17', and the file says 'c-1'")]
    public async Task A_draw_that_was_changed_is_wrong_and_the_part_is_named(string was, string becomes, string says)
    {
        Assert.Contains(was, _draw, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Differences, await _program.RunAloneAsync("raffle", "verify", _program.Write("changed", _draw.Replace(was, becomes, StringComparison.Ordinal))));

        Assert.Contains(says, _program.Printed, StringComparison.Ordinal);
        Assert.Equal(1, _program.Printed.Split("WRONG").Length - 1);
        Assert.EndsWith("The draw is not what the file says.\n", _program.Printed.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_packed_draw_is_read()
    {
        var path = _program.File("once.draw.jsonl.gz");
        await using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest)) await packed.WriteAsync(Encoding.UTF8.GetBytes(_draw));

        Assert.Equal(ExitCode.Done, await _program.RunAloneAsync("raffle", "verify", path));
    }

    [Fact]
    public async Task What_is_no_draw_is_refused_in_a_sentence()
    {
        await RefusedAsync("the first line is not that of a draw, format 1", _program.Write("empty", ""));
        await RefusedAsync("the first line is not that of a draw, format 1", _program.Write("other", "{\"format\":2}\n"));
        await RefusedAsync("line 3 is not that of an entrant or a winner", _program.Write("broken", _draw.Replace("{\"customer\":\"c-1\"", "{", StringComparison.Ordinal)));
        await RefusedAsync("line 41 is not that of a winner", _program.Write("late", _draw + "{\"customer\":\"z\",\"entries\":1}\n"));
        await RefusedAsync("there is no such file", _program.File("nothing"));
        await RefusedAsync("--commitment: must be 64 hexadecimal digits", _program.Write("once", _draw), "--commitment", "12");
        var latin = _program.File("latin");
        await File.WriteAllBytesAsync(latin, Encoding.Latin1.GetBytes(_draw.Replace("😀", "e", StringComparison.Ordinal).Replace("～", "e", StringComparison.Ordinal)));
        await RefusedAsync("is not UTF-8", latin);
    }

    public void Dispose() => _program.Dispose();

    private async Task RefusedAsync(string message, params string[] arguments)
    {
        Assert.Equal(ExitCode.Usage, await _program.RunAloneAsync(["raffle", "verify", .. arguments]));
        Assert.Contains(message, _program.Complained, StringComparison.Ordinal);
    }
}
