using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing.Reading;

/// <summary>What a command stands for in the file.</summary>
internal enum CommandRole
{
    /// <summary>Bought lines.</summary>
    Purchase,

    /// <summary>Returned lines.</summary>
    Return,

    /// <summary>What has been paid back of an order so far.</summary>
    Refund,

    /// <summary>An order that is left out now and is taken back if it was recorded before.</summary>
    TakeBack,
}

/// <summary>A command with the rows that it was made of.</summary>
/// <param name="Role">What it stands for.</param>
/// <param name="Command">The command.</param>
/// <param name="Rows">The rows; none where another command has them.</param>
/// <param name="Amount">What it adds to revenue.</param>
internal sealed record SourcedCommand(CommandRole Role, ActorCommand Command, IReadOnlyList<PurchaseRow> Rows, Money Amount)
{
    /// <summary>
    /// What is recorded instead: of a purchase whose id was used with other content, its lines in the order of the file, as earlier versions had them;
    /// of a return that may be of a purchase with its own number, a credit where there is no such purchase.
    /// </summary>
    public ActorCommand? Alternative { get; init; }
}

/// <summary>What the rows of one purchase come to.</summary>
/// <param name="Commands">What is recorded, a purchase before what comes back of it.</param>
/// <param name="Rejected">Rows that are not, each with its reason.</param>
/// <param name="RejectedAmount">What the rejected rows come to, as far as they could be read.</param>
/// <param name="LeftOut">Rows that <c>--only</c> or <c>--skip</c> leaves out.</param>
/// <param name="Lines">The rows that were read.</param>
internal sealed record PurchaseUnit(
    IReadOnlyList<SourcedCommand> Commands, IReadOnlyList<RejectedRow> Rejected, Money RejectedAmount, int LeftOut, List<RowLine> Lines);
