"""What only the product itself may read."""

from app.factory import create_app
from app.settings import Settings
from foundation.web.database import close_database


def test_a_database_in_an_open_folder_is_still_private(folder):
    folder.chmod(0o755)
    app = create_app(Settings(data=folder, secret="s" * 32))
    close_database(app)
    assert (folder / "proefstuk.db").stat().st_mode & 0o077 == 0
