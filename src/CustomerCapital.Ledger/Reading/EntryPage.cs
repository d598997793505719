namespace CustomerCapital.Ledger.Reading;

/// <summary>How large a page of a history is, however many entries it may have.</summary>
public static class EntryPage
{
    /// <summary>Most bytes of stored JSON in a page of more than one entry.</summary>
    public const int SizeLimit = 1_000_000;
}
