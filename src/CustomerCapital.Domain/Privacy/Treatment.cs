namespace CustomerCapital.Domain.Privacy;

/// <summary>What becomes of a text of an entry when the person of its history is erased.</summary>
public enum Treatment
{
    /// <summary>It says nothing of a person: it stays as it is.</summary>
    Kept = 1,

    /// <summary>It is about the person, and nothing else needs it: it is dropped. In the history of somebody else, it is treated as <see cref="Searched"/>.</summary>
    Dropped,

    /// <summary>It is about the person of the history, and nothing else needs it: it is dropped there. In the history of somebody else it is theirs, also where it is the same, and stays.</summary>
    Own,

    /// <summary>It is an id or a name that somebody has given to something else, which others refer to: it stays, and what it holds of the person is replaced.</summary>
    Searched,

    /// <summary>It is a customer's id: the person's is replaced by the id of the erased.</summary>
    Person,
}
