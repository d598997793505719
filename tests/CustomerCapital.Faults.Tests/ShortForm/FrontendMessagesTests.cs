using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using CustomerCapital.Faults.Tests.Wire;

namespace CustomerCapital.Faults.Tests.ShortForm;

/// <summary>The proxy must know a commit of entries in each form in which a driver may send it.</summary>
public sealed class FrontendMessagesTests
{
    private const string Write = "INSERT INTO entries SELECT 1";

    private readonly FrontendMessages _messages = new();

    public FrontendMessagesTests() => See(Framed(null, "startup"));

    [Fact]
    public void Commit_in_the_simple_protocol_commits_what_was_written_since_begin()
    {
        Assert.Equal([false, false, false, false, true], See(Query("BEGIN ISOLATION LEVEL READ COMMITTED"), Parse("", Write), Bind(""), Sync(), Query("COMMIT")));
        Assert.Equal(3, _messages.Owed);
    }

    [Fact]
    public void Commit_of_what_only_read_is_none() =>
        Assert.Equal([false, false, false, false, false], See(Query("BEGIN"), Parse("", "SELECT 1"), Bind(""), Sync(), Query("COMMIT")));

    [Fact]
    public void Sync_without_begin_commits_what_was_written_before_it() =>
        Assert.Equal([false, false, true, false], See(Parse("", Write), Bind(""), Sync(), Sync()));

    [Fact]
    public void Prepared_statements_are_known_by_their_names()
    {
        Assert.Equal([false, false, false, false], See(Parse("b", "BEGIN"), Parse("w", Write), Parse("c", "COMMIT"), Sync()));
        Assert.Equal([false, false, false, true, false], See(Bind("b"), Bind("w"), Sync(), Bind("c"), Sync()));
    }

    [Fact]
    public void TryTake_waits_for_a_whole_message()
    {
        var buffer = new ReadOnlySequence<byte>(Query("COMMIT").AsMemory()[..^1]);

        Assert.False(_messages.TryTake(ref buffer, out _, out _));
        Assert.Equal(Query("COMMIT").Length - 1, buffer.Length);
    }

    private bool[] See(params byte[][] messages)
    {
        var buffer = new ReadOnlySequence<byte>([.. messages.SelectMany(message => message)]);
        var seen = new List<bool>();
        while (_messages.TryTake(ref buffer, out _, out var commits)) seen.Add(commits);
        return [.. seen];
    }

    private static byte[] Query(string sql) => Framed('Q', sql + "\0");

    private static byte[] Parse(string name, string sql) => Framed('P', $"{name}\0{sql}\0\0\0");

    private static byte[] Bind(string name) => Framed('B', $"\0{name}\0\0\0\0\0\0\0");

    private static byte[] Sync() => Framed('S', "");

    private static byte[] Framed(char? type, string body)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, 4 + body.Length);
        return [.. type is { } known ? [(byte)known] : Array.Empty<byte>(), .. length, .. Encoding.ASCII.GetBytes(body)];
    }
}
