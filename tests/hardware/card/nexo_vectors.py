"""Two genuine sealed replies (mocks of Adyen's open Java library, MIT) and their published passphrase, if at hand."""

from pathlib import Path

VECTORS = Path("shared", "protocols", "vectors")
GENUINE = tuple(
    path for parent in Path(__file__).parents for path in sorted(parent.glob(f"{VECTORS}/nexo_adyen_*.json"))
)
KEY_IDENTIFIER, KEY_VERSION, PASSPHRASE = "CryptoKeyIdentifier12345", 1, "p@ssw0rd123456"
