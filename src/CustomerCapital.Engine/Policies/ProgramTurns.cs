using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Hosting;

namespace CustomerCapital.Engine.Policies;

/// <summary>A turn that decides by a program; disposed when what it decided is in the ledger, or never will be.</summary>
public readonly struct ProgramTurn : IDisposable
{
    private readonly OpenCalls _open;

    internal ProgramTurn(LoyaltyProgram program, OpenCalls open) => (Program, _open) = (program, open);

    /// <summary>The rules by which the turn decides.</summary>
    public LoyaltyProgram Program { get; }

    /// <inheritdoc/>
    public void Dispose() => _open.Leave();
}

/// <summary>A program with the turns that decide by it. Thread-safe.</summary>
internal sealed class ProgramTurns(LoyaltyProgram program)
{
    private readonly OpenCalls _open = new();

    public LoyaltyProgram Program => program;

    /// <returns>Null once another program is in force.</returns>
    public ProgramTurn? TryBegin() => _open.TryEnter() ? new(program, _open) : null;

    /// <summary>Lets no more begin, and completes when the last has ended.</summary>
    public Task EndAsync() => _open.CloseAsync();
}
