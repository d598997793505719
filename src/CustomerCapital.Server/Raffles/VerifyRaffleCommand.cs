using System.CommandLine;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Raffles;

/// <summary><c>raffle verify</c>: recomputes a draw from its file alone, without a server and without a database.</summary>
internal static class VerifyRaffleCommand
{
    private static readonly Argument<string> FileArgument = new("FILE") { Description = "The file of a draw (plain or .gz), as the raffle's keeper publishes it with the winners" };

    private static readonly Option<string?> CommitmentOption = new("--commitment") { Description = "The commitment to the seed, as published before there were entries", HelpName = "HEX" };

    private static readonly Option<string?> EntriesOption = new("--entries-hash") { Description = "The hash of the entries, as published before the draw", HelpName = "HEX" };

    private static readonly Option<string?> TermsOption = new("--terms-hash") { Description = "The hash of the terms, as published before there were entries", HelpName = "HEX" };

    public static Command Create()
    {
        var command = new Command("verify", "Recompute the draw of a raffle from its file, and say what is wrong") { FileArgument, CommitmentOption, EntriesOption, TermsOption };
        command.SetAction(line =>
        {
            var file = new DrawFile(line.GetValue(FileArgument)!);
            var published = new RafflePublished(Hash(line, TermsOption), Hash(line, CommitmentOption), Hash(line, EntriesOption));
            return Show(file.Header, RaffleVerification.Check(file.Header, file.Entrants(), file.Winners(), published), published);
        });
        return command;
    }

    private static int Show(RaffleHeader header, IReadOnlyList<RaffleCheck> checks, RafflePublished published)
    {
        Console.WriteLine($"Raffle '{header.Terms.Raffle}': {Counted.Of(header.Terms.Prizes.Count, "prize")}, {Counted.Of(header.Entrants, "entrant")} with {Counted.Of(header.Entries, "entry", "entries")}");
        foreach (var check in checks) Console.WriteLine($"{Word(check.Result),-11} {Name(check.Part)}: {check.Says}");
        if (checks.Any(check => check.Result != RaffleResult.Right))
        {
            Console.WriteLine("The draw is not what the file says.");
            return ExitCode.Differences;
        }

        var unknown = string.Join(", ", Unknown(published));
        Console.WriteLine(unknown.Length == 0
            ? "The draw is right, and it is the one that was announced."
            : $"The draw is right if what was published before is the same as here. Not compared: {unknown}.");
        return ExitCode.Done;
    }

    private static IEnumerable<string> Unknown(RafflePublished published)
    {
        if (published.TermsHash is null) yield return TermsOption.Name;
        if (published.EntriesHash is null) yield return EntriesOption.Name;
        if (published.Commitment is null) yield return CommitmentOption.Name;
    }

    private static string? Hash(ParseResult line, Option<string?> option)
    {
        var hash = line.GetValue(option);
        return hash is null || (hash.Length == 64 && hash.All(char.IsAsciiHexDigit)) ? hash : throw new UsageException($"{option.Name}: must be 64 hexadecimal digits") { Option = option.Name.TrimStart('-') };
    }

    private static string Word(RaffleResult result) => result switch
    {
        RaffleResult.Right => "right",
        RaffleResult.Wrong => "WRONG",
        RaffleResult.NotChecked => "not checked",
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    private static string Name(RafflePart part) => part switch
    {
        RafflePart.Terms => "terms",
        RafflePart.Entries => "entries",
        RafflePart.Seed => "seed",
        RafflePart.Winners => "winners",
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };
}
