namespace CustomerCapital.Faults.Tests.Loads;

/// <summary>A command that the client wants carried out, and what the client knows of it. Thread-safe.</summary>
/// <param name="CustomerId">Whose.</param>
/// <param name="Type">As the stream names it.</param>
/// <param name="NaturalId">Under which its entry must be found; null for a registration, which has none.</param>
/// <param name="Fields">Its fields as JSON, without braces.</param>
/// <param name="Orders">What it adds to the program's orders.</param>
/// <param name="Cents">What it adds to the program's revenue.</param>
internal sealed record Intent(string CustomerId, string Type, string? NaturalId, string Fields, int Orders = 0, long Cents = 0)
{
    private readonly Lock _lock = new();
    private int _acceptances;

    /// <summary>What it adds to the customer's points, in hundredths.</summary>
    public long Points { get; init; }

    /// <summary>Whether it is paid with points.</summary>
    public bool PaysWithPoints { get; init; }

    /// <summary>The voucher that it uses, or gives back.</summary>
    public string? Voucher { get; init; }

    /// <summary>What it adds to the voucher's uses.</summary>
    public int Uses { get; init; }

    /// <summary>Whether it may be refused: points or uses may be used up.</summary>
    public bool CanBeRefused => PaysWithPoints || Uses > 0;

    /// <summary>Whether it was refused when it was last answered, as a purchase with points or a voucher can be.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>Who is brought, by a referral.</summary>
    public string? Brings { get; init; }

    /// <summary>The receipt of the first answer; null until there is one.</summary>
    public string? Receipt { get; private set; }

    /// <summary>Whether its outcome was unknown at some time.</summary>
    public bool WasUnknown { get; private set; }

    /// <summary>The body of a request of its own.</summary>
    public string Body => $"{{{Fields}}}";

    /// <summary>Its line in a stream.</summary>
    public string Line => $"{{\"customerId\":\"{CustomerId}\",\"command\":{{\"type\":\"{Type}\",{Fields}}}}}";

    /// <summary>Where a request of its own goes.</summary>
    public string Route => "v1/customers/" + CustomerId + Type switch
    {
        "registration" => "",
        _ => "/" + Type + "s",
    };

    /// <summary>An attempt ended without saying what became of it.</summary>
    public void LeaveUnknown()
    {
        lock (_lock) WasUnknown |= Receipt is null;
    }

    /// <summary>Takes a refusal.</summary>
    /// <returns>What is wrong with it; null for nothing.</returns>
    public string? Refuse(string body)
    {
        lock (_lock)
        {
            WasRefused = true;
            return Receipt is null ? null : $"{CustomerId} {NaturalId} was acknowledged, and refused afterwards: {body}";
        }
    }

    /// <summary>Takes an answer.</summary>
    /// <returns>Whether it is the first, and what is wrong with it; null for nothing.</returns>
    public (bool First, string? Wrong) Answer(bool accepted, string receipt)
    {
        lock (_lock)
        {
            var first = Receipt is null;
            Receipt ??= receipt;
            if (NaturalId is null) return (first, null);
            if (accepted && ++_acceptances > 1) return (first, $"{CustomerId} {NaturalId} was accepted twice");
            return (first, Receipt == receipt ? null : $"{CustomerId} {NaturalId} has two receipts: {Receipt} and {receipt}");
        }
    }

    public override string ToString() => $"{CustomerId} {NaturalId ?? Type}";
}
