using System.Text;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Server.Importing;

namespace CustomerCapital.Server.Raffles;

/// <summary>The file of a draw on this machine, plain or packed with gzip, read line by line: a million entrants take no more memory than a thousand.</summary>
internal sealed class DrawFile
{
    private readonly InputFile _file;

    /// <summary>Opens it and reads its first line.</summary>
    /// <exception cref="UsageException">There is no such file, or its first line is none of a draw.</exception>
    public DrawFile(string path)
    {
        _file = new(path);
        Header = Lines().Select(RaffleFile.ReadHeader).FirstOrDefault()
            ?? throw new UsageException($"{path}: the first line is not that of a draw, format {RaffleFile.Format}");
    }

    public RaffleHeader Header { get; }

    /// <summary>Reads the entrants, which stand before the winners.</summary>
    public IEnumerable<RaffleEntrant> Entrants()
    {
        foreach (var line in Lines().Skip(1))
        {
            if (RaffleFile.ReadEntrant(line) is not { } entrant) yield break;
            yield return entrant;
        }
    }

    /// <summary>Reads the winners, which stand after the entrants.</summary>
    /// <exception cref="UsageException">A line is neither of an entrant nor of a winner, or not in its place; or there are more winners than a raffle can have.</exception>
    public IReadOnlyList<RaffleWinner> Winners()
    {
        var winners = new List<RaffleWinner>();
        foreach (var (number, line) in Lines().Index().Skip(1))
        {
            if (winners.Count == 0 && RaffleFile.ReadEntrant(line) is not null) continue;
            winners.Add(RaffleFile.ReadWinner(line) ?? throw new UsageException($"{_file.Path}: line {number + 1} is not that of {(winners.Count == 0 ? "an entrant or a winner" : "a winner")}"));
            if (winners.Count > RaffleTerms.MostWinners) throw new UsageException($"{_file.Path}: a raffle has at most {RaffleTerms.MostWinners:N0} winners");
        }

        return winners;
    }

    private IEnumerable<string> Lines()
    {
        // Replaced characters would make two ids one, so that broken UTF-8 is refused.
        using var reader = new StreamReader(_file.Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        while (Next(reader) is { } line) yield return line;
    }

    private string? Next(StreamReader reader)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException broken)
        {
            throw new UsageException($"{_file.Path}: is not UTF-8", broken);
        }
    }
}
