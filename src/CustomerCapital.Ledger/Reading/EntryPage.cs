namespace CustomerCapital.Ledger.Reading;

/// <summary>How large a page of a history is, however many entries it may have.</summary>
public static class EntryPage
{
    /// <summary>Most bytes, as they are stored, of a page of more than one entry. As JSON they can be several times as many.</summary>
    public const int SizeLimit = 1_000_000;
}
