"""`python -m config.health_check URL`: ends with 0 when this installation answers there."""

import os
import sys
import urllib.request


def main() -> None:
    """Asks under the first allowed host, because any other name is refused."""
    host = os.environ["DAYMARK_ALLOWED_HOSTS"].split(",")[0].lstrip(".")
    request = urllib.request.Request(sys.argv[1], headers={"Host": host})  # noqa: S310
    with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310
        sys.exit(0 if answer.status == 200 else 1)


if __name__ == "__main__":
    main()
