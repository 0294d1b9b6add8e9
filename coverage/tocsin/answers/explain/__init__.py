"""Why a nation knows of one arc to one cell when it does."""
